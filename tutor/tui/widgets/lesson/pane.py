"""The left pane as a whole: one step, from its title to its hints."""

from typing import ClassVar, NamedTuple

from textual import binding, content
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.tui import markdown
from tutor.tui.widgets.lesson import choices, commands, prose


class View(NamedTuple):
    """All that the pane shows, in the learner's language."""

    title: str
    place: str
    """Such as "step 3/8"."""
    prose: str
    question_title: str = ""
    question: str = ""
    options: tuple[choices.Choice, ...] = ()
    chosen: str | None = None
    note: content.Content = content.Content("")
    lines_title: str = ""
    lines: tuple[commands.Line, ...] = ()
    marked: int = 0
    hints: tuple[tuple[str, str], ...] = ()
    """Title and text of each hint that was asked for."""


class LessonPane(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Scrolls up and down only, so that left and right are free; its parts take their heights."""

    DEFAULT_CSS = """
    LessonPane { padding: 0 1 0 2; background: $background; scrollbar-size-vertical: 1; }
    LessonPane > .title { text-style: bold; color: $foreground; margin: 1 0 1 0; }
    LessonPane > .label { color: $secondary; text-style: bold; }
    LessonPane > #hints { height: auto; margin: 0 0 1 0; }
    """

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("up", "scroll_up", show=False),
        binding.Binding("down", "scroll_down", show=False),
        binding.Binding("pageup", "page_up", show=False),
        binding.Binding("pagedown,space", "page_down", show=False),
        binding.Binding("home", "scroll_home", show=False),
        binding.Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        # Filled from the start: filling them once they are mounted would be a second layout.
        self._title = Static(_title(view), classes="title")
        self._prose = prose.Prose(view.prose)
        self._choices = choices.Choices()
        self._label = Static(view.lines_title, classes="label", markup=False)
        self._commands = commands.Commands()
        self._hints = Static(_hints(view), id="hints")
        self._fill(view)

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        yield from (self._title, self._prose, self._choices, self._label, self._commands, self._hints)

    async def show(self, view: View) -> None:
        """Show a step as it stands."""
        self._title.update(_title(view))
        self._label.update(view.lines_title)
        self._hints.update(_hints(view))
        self._fill(view)
        await self._prose.show(view.prose)

    def _fill(self, view: View) -> None:
        question = prose.styled(markdown.inline(view.question))
        self._choices.show(view.question_title, question, view.options, view.chosen, view.note)
        self._commands.show(view.lines, view.marked)
        self._label.display = bool(view.lines)
        self._hints.display = bool(view.hints)


def _title(view: View) -> content.Content:
    return content.Content.assemble(
        (f"{view.title}  ", "bold $primary"), (view.place, "not bold $foreground 60%")
    )


def _hints(view: View) -> content.Content:
    return content.Content("\n").join([_hint(title, text) for title, text in view.hints])


def _hint(title: str, text: str) -> content.Content:
    return content.Content.assemble((f"✦ {title}: ", "bold $warning"), prose.styled(markdown.inline(text)))
