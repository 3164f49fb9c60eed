"""Pace: which lessons are open, who is where, follow-me to a lesson or to one of its steps, the timer."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult

from tutor.course import model
from tutor.tui.console import commands as declared
from tutor.tui.console import pieces, ports
from tutor.tui.console.screens import view
from tutor.tui.console.widgets import lines, ribbon
from tutor.tui.screens import keybinding

Piece = pieces.Piece


class PaceView(view.View):
    """What holds for all, a line a lesson, and where follow-me would lead."""

    DEFAULT_CSS = """
    PaceView #standing { height: 3; border-bottom: solid $border; }
    PaceView #lead { height: 2; border-top: solid $border; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.PACE)
    declared = declared.PACE

    def __init__(self) -> None:
        super().__init__()
        self._here: Counter[str] = Counter()
        self._steps: dict[str, int] = {}
        """Lesson -> which of its steps is chosen, counted from 1; 0 or missing for none."""

    def compose(self) -> ComposeResult:
        """What holds for all, then the lessons."""
        yield ribbon.Ribbon(self._standing, id="standing")
        yield lines.Lines(self._draw, id="lessons")
        yield ribbon.Ribbon(self._lead, id="lead")

    @property
    def table(self) -> lines.Lines:
        """The lessons."""
        return self.query_one("#lessons", lines.Lines)

    @property
    def lesson(self) -> model.Lesson:
        """The one under the cursor."""
        return self.app.room.course.lessons[self.table.at]

    @property
    def chosen(self) -> ports.StepKey:
        """Where follow-me would lead: the lesson, and the step if one was chosen."""
        lesson = self.lesson
        at = self._steps.get(lesson.id, 0)
        return (lesson.id, lesson.steps[at - 1].id if at else "")

    def take_focus(self) -> None:
        """The lessons take the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """How the lessons stand now."""
        self._here = Counter(one.at[0] for one in self.app.book.everyone if one.here)
        self.table.show(len(self.app.room.course.lessons))
        for one in self.query(ribbon.Ribbon):
            one.update_view()

    def on_lines_moved(self) -> None:
        """Another lesson would be led to."""
        self.query_one("#lead", ribbon.Ribbon).update_view()

    def _standing(self, cols: int) -> Sequence[Sequence[Piece]]:
        now = self.app.room.standing()
        follow = Piece(pieces.fit(f" {self.say('pace.free')}", cols), "dim")
        if now.follow:
            words = self.say("following", at=self.app.places.title(now.follow, self.app.lang))
            follow = Piece(pieces.fit(f" » {words}", cols), "accent", bold=True)
        timer = Piece(pieces.fit(f" {self.say('pace.timer.none')}", cols), "dim")
        if words := self.app.timer_line(now):
            timer = Piece(pieces.fit(f" ◷ {words}", cols), "warning", bold=True)
        return [[follow], [timer]]

    def _lead(self, cols: int) -> Sequence[Sequence[Piece]]:
        key = "pace.lead.step" if self.chosen[1] else "pace.lead.lesson"
        places = self.app.places  # the lesson's title stands in its own line, and leaves no room for the rest
        at = places.title(self.chosen, self.app.lang) if self.chosen[1] else places.short(self.chosen)
        words = self.say(key, at=at)
        return [[Piece(pieces.fit(f" » {words}", cols), "accent")]]

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
        """All come to the chosen step, or to the lesson, each to where they are in it; again lets them go."""
        at = None if self.app.room.standing().follow == self.chosen else self.chosen
        self.app.work(self.app.room.follow(at), "follow me")

    def action_step_before(self) -> None:
        """The step before, or none."""
        self._choose(-1)

    def action_step_after(self) -> None:
        """The next step."""
        self._choose(1)

    def _choose(self, by: int) -> None:
        lesson = self.lesson
        at = self._steps.get(lesson.id, 0) + by
        self._steps[lesson.id] = max(0, min(at, len(lesson.steps)))
        self.query_one("#lead", ribbon.Ribbon).update_view()

    def action_timer_end(self) -> None:
        """End the timer."""
        self.app.work(self.app.room.timer(0), "end the timer")
