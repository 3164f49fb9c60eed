"""The trainer's notes on a lesson: what to say, what goes wrong, how long it takes."""

from collections.abc import Sequence
from typing import ClassVar

from textual import binding
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tutor.course import model, notes
from tutor.tui.console import commands as declared
from tutor.tui.console import pieces
from tutor.tui.console.screens import lessonchoice
from tutor.tui.console.widgets import ribbon
from tutor.tui.screens import keybinding
from tutor.tui.widgets.lesson import prose


class NotesView(lessonchoice.LessonChoice):
    """The notes of one lesson."""

    DEFAULT_CSS = """
    NotesView #page { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    NotesView Prose { max-width: 100; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.NOTES)
    declared = declared.NOTES

    def __init__(self) -> None:
        super().__init__()
        self._shown = ("", "")

    def compose(self) -> ComposeResult:
        """The lesson's name over its notes."""
        yield ribbon.Ribbon(self._title, id="lesson")
        with VerticalScroll(id="page"):
            yield prose.Prose()

    def take_focus(self) -> None:
        """Arrows scroll."""
        self.screen.set_focus(self.query_one("#page"))

    def update_view(self) -> None:
        """The lesson may be another now."""
        self.query_one("#lesson", ribbon.Ribbon).update_view()
        lesson = self.lesson
        wanted = (lesson.id if lesson else "", self.app.lang)
        if wanted != self._shown:
            self._shown = wanted
            self.app.work(self._show(lesson), "show notes")

    async def _show(self, lesson: model.Lesson | None) -> None:
        found = model.said(notes.of(lesson), self.app.lang) if lesson else ""
        await self.query_one(prose.Prose).show(found or self.say("notes.none"))
        self.query_one("#page").scroll_home(animate=False)

    def _title(self, cols: int) -> Sequence[Sequence[pieces.Piece]]:
        lesson = self.lesson
        words = f" ◀ {lesson.number} {model.said(lesson.title, self.app.lang)} ▶" if lesson else ""
        return [[pieces.Piece(pieces.fit(words, cols), "primary", bold=True)]]
