"""The course menu: its lessons, and how far the learner is in each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import binding, containers, content, screen
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.course import model
from tutor.tui import commands as declared
from tutor.tui import texts, views
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar

if TYPE_CHECKING:
    from tutor.tui.application import TutorApp

Statuses = Mapping[tuple[str, str], str]


class MenuScreen(screen.Screen[str | None]):
    """Gives the id of the lesson to open, or None to go back."""

    DEFAULT_CSS = """
    MenuScreen { layout: vertical; background: $background; }
    MenuScreen > #course { height: 1fr; align: center top; }
    MenuScreen #lessons {
        width: 90; max-width: 96%; height: auto; max-height: 100%; margin: 1 0; padding: 1 2;
        background: $surface; border: round $border;
    }
    MenuScreen #lessons:focus { border: round $primary; }
    MenuScreen #lessons > .option-list--option-highlighted {
        background: $panel; color: $foreground; text-style: none;
    }
    MenuScreen .empty { margin: 2 4; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.MENU if command.name != "open"]
    )

    app: "TutorApp"

    def __init__(self, course: model.Course, statuses: Statuses, current: str, lang: str) -> None:
        super().__init__()
        self.course = course
        self.declared = declared.MENU
        self._statuses = statuses
        self._current = current
        self._lang = lang
        self._is_complete = False

    def compose(self) -> ComposeResult:
        """A line a lesson, with a second one for its progress."""
        yield header.Header()
        with containers.Vertical(id="course"):
            if self.course.lessons:
                yield OptionList(id="lessons")
            else:
                yield Static(texts.text(self._lang, "menu.empty"), classes="empty", markup=False)
        yield keybar.KeyBar()

    def on_mount(self) -> None:
        """The learner's own lesson is marked."""
        self._is_complete = True
        self.localise(self._lang)

    def localise(self, lang: str) -> None:
        """Say everything in that language, at once or when the parts are there."""
        self._lang = lang
        if not self._is_complete:
            return
        known = model.said(self.course.title, lang) or texts.text(lang, "menu.title")
        every = tuple(
            self._statuses.get((lesson.id, step.id), "todo")
            for lesson in self.course.lessons
            for step in lesson.steps
        )
        self.query_one(header.Header).facts = header.Facts(
            title=known,
            place=self.app.place_label,
            statuses=every if len(every) <= 24 else (),
            ready=self.app.place is not None,
        )
        self.query_one(keybar.KeyBar).show(keybinding.bar(declared.MENU, lang))
        if self.course.lessons:
            self._list(lang)

    def _list(self, lang: str) -> None:
        found = self.query_one("#lessons", OptionList)
        marked = found.highlighted
        found.clear_options()
        found.add_options(
            [Option(self._line(lesson, lang, marked=False), id=lesson.id) for lesson in self.course.lessons]
        )
        ids = [lesson.id for lesson in self.course.lessons]
        start = ids.index(self._current) if self._current in ids else 0
        found.highlighted = start if marked is None else marked
        # At once, not by found.focus(), which waits until nothing else is to be done: the next key may come before.
        self.set_focus(found)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The marked lesson has a sign besides its colour."""
        for index, lesson in enumerate(self.course.lessons):
            line = self._line(lesson, self._lang, marked=index == event.option_index)
            event.option_list.replace_option_prompt_at_index(index, line)

    def _line(self, lesson: model.Lesson, lang: str, *, marked: bool) -> content.Content:
        """The title, and under it a bar with the share in words."""
        done = sum(self._statuses.get((lesson.id, step.id)) == "passed" for step in lesson.steps)
        of = len(lesson.steps)
        whole = done == of and of > 0
        sign = ("✔ ", "bold $success") if whole else ("◐ ", "$warning") if done else ("○ ", "$foreground 60%")
        filled = round(20 * done / of) if of else 0
        shut = f" · {texts.text(lang, 'menu.locked')}" if lesson.id in self.app.locked else ""
        return content.Content.assemble(
            ("▶ " if marked else "  ", "bold $accent"),
            sign,
            (views.lesson_title(lesson, lang), "bold"),
            "\n       ",
            ("━" * filled, "$success"),
            ("─" * (20 - filled), "$border"),
            (f"  {texts.text(lang, 'menu.steps', done=done, of=of)}{shut}\n", "$foreground 70%"),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a lesson; a second key may be on its way already."""
        if self.is_active:
            self.dismiss(event.option_id)

    def on_key_bar_pressed(self, event: keybar.KeyBar.Pressed) -> None:
        """A click on the key bar is its key."""
        self.app.work(self.run_action(event.name), "press a key of the bar")

    def action_open(self) -> None:
        """Open the marked lesson."""
        self.query_one("#lessons", OptionList).action_select()

    def action_close(self) -> None:
        """Back to the lesson."""
        if self.is_active:
            self.dismiss(None)

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_help(self) -> None:
        """The keys."""
        self.app.show_help(declared.MENU)

    def action_leave(self) -> None:
        """Leave the tutor."""
        self.app.leave()
