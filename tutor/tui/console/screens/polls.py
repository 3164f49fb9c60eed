"""Polls: the lesson's predictions to start from, and how the newest poll, or an earlier one, stands, live."""

import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import binding, strip
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.course import model
from tutor.tui.console import asking, histogram, pieces
from tutor.tui.console import commands as declared
from tutor.tui.console.screens import lessonchoice
from tutor.tui.console.widgets import lines, ribbon
from tutor.tui.screens import keybinding

if TYPE_CHECKING:
    from tutor.workshop import orders

Piece = pieces.Piece
LEAST = 2
"""Questions that stay in sight while a poll is shown."""
NOTHING = 5
"""Lines that the words take where there is no question."""


class PollsView(lessonchoice.LessonChoice):
    """Above, what can be asked; below, what was."""

    DEFAULT_CSS = """
    PollsView #tally { height: 1fr; border-top: solid $border; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.POLLS if command.name != "open"]
    )
    declared = declared.POLLS

    def __init__(self) -> None:
        super().__init__()
        self._poll = ""
        """The poll that is looked at; "" for the newest."""
        self._asking = False

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
        nothing.display = not asked
        if nothing.display:
            nothing.update(self.say("polls.none"))
        self.table.styles.height = self._height(len(asked))
        self.table.show(len(asked))
        self.query_one("#lesson", ribbon.Ribbon).update_view()
        self.query_one("#tally", ribbon.Ribbon).update_view()

    def on_resize(self) -> None:
        """Another size, other shares of it."""
        self.update_view()

    def _height(self, asked: int) -> int:
        """Lines for the questions: a poll that is shown takes what it needs of them, up to the last few."""
        needs = 1 + len(self._tally(self.size.width)) if self.looked_at else 4
        return max(1, min(asked, max(LEAST, self.size.height - 1 - needs)))

    def _room(self) -> int:
        """Lines for a poll, at most."""
        asked = len(self._questions())
        return self.size.height - 2 - (min(asked, LEAST) or 1 + NOTHING)

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
        poll = self.looked_at
        found = self.app.room.tally(poll.id) if poll else None
        if poll is None or found is None:
            return [
                [Piece(f" {self.say('polls.nothing')}", bold=True)],
                [Piece(pieces.fit(f" {self.say('polls.start')}", cols), "dim")],
            ]
        known = [one.id for one in self.app.room.polls()]
        past = known[0] != poll.id
        at = self.say("polls.place", at=len(known) - known.index(poll.id), count=len(known))
        place = at if len(known) > 1 else ""
        return histogram.drawn(found, cols, self.app.lang, rows=self._room(), past=past, place=place)

    @property
    def looked_at(self) -> "orders.Poll | None":
        """The poll whose answers are shown: the newest, if no other was looked for."""
        known = self.app.room.polls()
        return next((one for one in known if one.id == self._poll), known[0] if known else None)

    def on_lines_chosen(self) -> None:
        """Enter: ask the marked question."""
        self.action_open()

    def action_open(self) -> None:
        """Ask the marked question."""
        asked, lesson = self._questions(), self.lesson
        if lesson and self.table.at < len(asked):
            step, prediction = asked[self.table.at]
            self._ask(functools.partial(asking.prediction, self.app, (lesson.id, step.id), prediction))

    def _ask(self, work: Callable[[], Awaitable[None]]) -> None:
        """One question at a time: a second Enter finds the first one on its way."""
        if not self._asking:
            self._asking = True
            self.app.work(self._asked(work), "ask the class")

    async def _asked(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        finally:
            self._asking = False
        self._poll = ""  # what was asked is what is looked at

    def action_show(self) -> None:
        """Show all how the poll went that is looked at."""
        poll = self.looked_at
        found = self.app.room.tally(poll.id) if poll else None
        if poll is None or found is None or found.shown:
            self.app.tell("polls.nothing")
        else:
            self.app.work(self._show(poll.id), "show a poll")

    async def _show(self, poll: str) -> None:
        await self.app.room.show(poll)
        self.app.tell("polls.told")

    def action_own(self) -> None:
        """Ask something else."""
        self._ask(functools.partial(asking.own, self.app))

    def action_poll_before(self) -> None:
        """The poll that was asked before."""
        self._turn(1)

    def action_poll_after(self) -> None:
        """The one that was asked after it."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        known, shown = [one.id for one in self.app.room.polls()], self.looked_at
        if shown:
            at = max(0, min(known.index(shown.id) + by, len(known) - 1))
            self._poll = known[at] if at else ""
            self.update_view()
