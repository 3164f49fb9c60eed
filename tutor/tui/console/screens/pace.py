"""Pace: which lessons are open, who is where, follow-me, the timer."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult

from tutor.course import model
from tutor.tui.console import commands as declared
from tutor.tui.console import pieces
from tutor.tui.console.screens import view
from tutor.tui.console.widgets import lines, ribbon
from tutor.tui.screens import keybinding

Piece = pieces.Piece


class PaceView(view.View):
    """Two lines a lesson."""

    DEFAULT_CSS = """
    PaceView #standing { height: 3; border-bottom: solid $border; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.PACE)
    declared = declared.PACE

    def __init__(self) -> None:
        super().__init__()
        self._here: Counter[str] = Counter()

    def compose(self) -> ComposeResult:
        """What holds for all, then the lessons."""
        yield ribbon.Ribbon(self._standing, id="standing")
        yield lines.Lines(self._draw, id="lessons")

    @property
    def table(self) -> lines.Lines:
        """The lessons."""
        return self.query_one("#lessons", lines.Lines)

    @property
    def lesson(self) -> model.Lesson:
        """The one under the cursor."""
        return self.app.room.course.lessons[self.table.at]

    def take_focus(self) -> None:
        """The lessons take the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """How the lessons stand now."""
        self._here = Counter(one.at[0] for one in self.app.book.everyone)
        self.table.show(len(self.app.room.course.lessons))
        self.query_one("#standing", ribbon.Ribbon).update_view()

    def _standing(self, cols: int) -> Sequence[Sequence[Piece]]:
        now = self.app.room.standing()
        follow = Piece(pieces.fit(f" {self.say('pace.free')}", cols), "dim")
        if now.follow:
            words = self.say("following", at=self.app.places.title(now.follow, self.app.lang))
            follow = Piece(pieces.fit(f" » {words}", cols), "accent", bold=True)
        timer = Piece(pieces.fit(f" {self.say('pace.timer.none')}", cols), "dim")
        if now.until:
            timer = Piece(pieces.fit(f" ◷ {self.app.timer_line(now)}", cols), "warning", bold=True)
        return [[follow], [timer]]

    def _draw(self, item: int, part: int, cols: int, marked: bool) -> strip.Strip:  # noqa: ARG002
        lesson, now = self.app.room.course.lessons[item], self.app.room.standing()
        closed = lesson.id in now.locked
        state = self.say("pace.closed" if closed else "pace.open")
        parts = [
            Piece("▶ " if marked else "  ", "accent", bold=True),
            Piece("✕ " if closed else "○ ", "dim" if closed else "success", bold=True),
            Piece(pieces.fit(state, 8), "dim" if closed else "success"),
            Piece(f"{lesson.number:>3} "),
        ]
        count = self._here[lesson.id]
        tail = [Piece(f" {self.say('pace.here', count=count)} ", "primary" if count else "dim")]
        if now.follow and now.follow[0] == lesson.id:
            tail.append(Piece(f"» {self.say('pace.follow')} ", "accent", bold=True))
        room = cols - pieces.width(parts) - pieces.width(tail)
        title = Piece(
            pieces.fit(model.said(lesson.title, self.app.lang), room),
            "dim" if closed else "",
            bold=not closed,
        )
        return pieces.line([*parts, title, *tail], cols, marked=marked)

    def _lock(self, locked: frozenset[str]) -> None:
        self.app.work(self.app.room.pace(locked), "open and close lessons")

    def action_lock(self) -> None:
        """Open or close the marked lesson."""
        self._lock(self.app.room.standing().locked ^ {self.lesson.id})

    def action_only(self) -> None:
        """Nothing after the marked lesson."""
        lessons = self.app.room.course.lessons
        self._lock(frozenset(one.id for one in lessons[self.table.at + 1 :]))

    def action_open_all(self) -> None:
        """Everything."""
        self._lock(frozenset())

    def action_follow(self) -> None:
        """All come to the marked lesson, each to where they are in it; again lets them go."""
        following, lesson = self.app.room.standing().follow, self.lesson
        at = None if following and following[0] == lesson.id else (lesson.id, "")
        self.app.work(self.app.room.follow(at), "follow me")

    def action_timer_end(self) -> None:
        """End the timer."""
        self.app.work(self.app.room.timer(0), "end the timer")
