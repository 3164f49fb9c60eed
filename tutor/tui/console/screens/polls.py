"""Polls: the lesson's predictions to start from, and how the newest poll stands, live."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.course import model
from tutor.tui.console import commands as declared
from tutor.tui.console import histogram, pieces, ports
from tutor.tui.console.screens import lessonchoice
from tutor.tui.console.widgets import lines, ribbon
from tutor.tui.screens import keybinding

Piece = pieces.Piece


class PollsView(lessonchoice.LessonChoice):
    """Above, what can be asked; below, what was."""

    DEFAULT_CSS = """
    PollsView #questions { height: auto; max-height: 40%; }
    PollsView #tally { height: 1fr; border-top: solid $border; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.POLLS if command.name != "open"]
    )
    declared = declared.POLLS

    def compose(self) -> ComposeResult:
        """Questions over bars."""
        yield ribbon.Ribbon(self._title, id="lesson")
        yield Static(id="nothing", classes="empty", markup=False)
        yield lines.Lines(self._draw, id="questions")
        yield ribbon.Ribbon(self._tally, id="tally")

    @property
    def table(self) -> lines.Lines:
        """The questions."""
        return self.query_one("#questions", lines.Lines)

    def words(self) -> Mapping[str, str]:
        """Enter asks."""
        return {"open": "ask_class"}

    def take_focus(self) -> None:
        """The questions take the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """The questions of the lesson, and the bars."""
        asked = self._questions()
        nothing = self.query_one("#nothing", Static)
        nothing.update(self.say("polls.none"))
        nothing.display = not asked
        self.table.styles.height = max(1, len(asked))
        self.table.show(len(asked))
        self.query_one("#lesson", ribbon.Ribbon).update_view()
        self.query_one("#tally", ribbon.Ribbon).update_view()

    def _questions(self) -> Sequence[tuple[model.Step, model.Prediction]]:
        lesson = self.lesson
        return [(step, step.prediction) for step in lesson.steps if step.prediction] if lesson else []

    def _title(self, cols: int) -> Sequence[Sequence[Piece]]:
        lesson = self.lesson
        name = model.said(lesson.title, self.app.lang) if lesson else ""
        words = f" ◀ {self.say('polls.of', lesson=f'{lesson.number if lesson else 0} {name}')} ▶"
        return [[Piece(pieces.fit(words, cols), "primary", bold=True)]]

    def _draw(self, item: int, part: int, cols: int, marked: bool) -> strip.Strip:  # noqa: ARG002
        step, asked = self._questions()[item]
        lesson = self.lesson
        place = self.app.places.short((lesson.id if lesson else "", step.id))
        words = " ".join(model.said(asked.question, self.app.lang).split())
        parts = [
            Piece("▶ " if marked else "  ", "accent", bold=True),
            Piece(pieces.fit(place, 6), "primary"),
            Piece(pieces.fit(words.replace("`", "").replace("**", ""), cols - 8)),
        ]
        return pieces.line(parts, cols, marked=marked)

    def _tally(self, cols: int) -> Sequence[Sequence[Piece]]:
        if found := self.newest:
            return histogram.drawn(found, cols, self.app.lang)
        return [
            [Piece(f" {self.say('polls.nothing')}", bold=True)],
            [Piece(pieces.fit(f" {self.say('polls.start')}", cols), "dim")],
        ]

    @property
    def newest(self) -> ports.Tally | None:
        """The newest poll."""
        return next(self.app.room.polls(), None)

    def on_lines_chosen(self) -> None:
        """Enter: ask the marked question."""
        self.action_open()

    def action_open(self) -> None:
        """Ask the marked question."""
        asked, lesson = self._questions(), self.lesson
        if lesson and self.table.at < len(asked):
            step, prediction = asked[self.table.at]
            self.app.work(self.app.ask_prediction((lesson.id, step.id), prediction), "ask the class")

    def action_show(self) -> None:
        """Show all how the newest poll went."""
        found = self.newest
        if found and not found.shown:
            self.app.work(self._show(found.poll.id), "show a poll")

    async def _show(self, poll: str) -> None:
        await self.app.room.show(poll)
        self.app.tell("polls.told")

    def action_own(self) -> None:
        """Ask something else."""
        self.app.work(self.app.ask_own(), "ask the class")
