"""A class as a console has it once all is read, but without a server: the real room on the real roster, filled.

All learners are in one lesson, with those before it behind them. Four in ten fail, with one of six mistakes at each of
its first four steps: 24 groups. Reports go through the wire's own words into the roster, as the follower gives them.
"""

import random
from collections.abc import Iterator

from tutor.base import clock, paths
from tutor.course import loader, model
from tutor.tui.console import engine
from tutor.workshop import attendee, authority, follower, reports, wire

FAILING, MISTAKES, STEPS = 0.4, 6, 4
BEFORE = 3
"""Lessons that all have behind them."""


class Pupil:
    """One learner: what they tell next."""

    def __init__(self, name: str, course: model.Course, dice: random.Random) -> None:
        self.name = name
        self._course = course
        self._dice = dice
        self._steps = [(course.lessons[BEFORE], step) for step in course.lessons[BEFORE].steps[:STEPS]]
        self._at = dice.randrange(STEPS)

    def come(self) -> Iterator[reports.Report]:
        """Join, with lessons behind them, and begin to work."""
        total = sum(len(lesson.steps) for lesson in self._course.lessons)
        yield reports.Joined(self.name, "en", "1", "k8s", total)
        for lesson in self._course.lessons[:BEFORE]:
            yield from (reports.Settled(lesson.id, step.id, "passed") for step in lesson.steps)
        lesson, step = self._steps[self._at]
        yield reports.Entered(lesson.id, step.id)
        yield from self.go_on()

    def go_on(self) -> Iterator[reports.Report]:
        """They fail where they are; or they pass, and go on to another step, which they begin anew."""
        lesson, step = self._steps[self._at]
        yield reports.Ran(lesson.id, step.id, "k8s-m", "kubectl get service web -o wide", 0, 0.21)
        if self._dice.random() < FAILING:
            yield reports.Graded(lesson.id, step.id, False, True, tuple(self._wrong(step)))
            return
        yield reports.Graded(lesson.id, step.id, True, True, ())
        self._at = (self._at + 1) % STEPS
        lesson, step = self._steps[self._at]
        yield reports.Entered(lesson.id, step.id)
        yield reports.Settled(lesson.id, step.id, "todo")

    def _wrong(self, step: model.Step) -> Iterator[reports.Verdict]:
        """One mistake of six; the first of them brings another with it."""
        which = self._dice.randrange(MISTAKES)
        check = step.checks[0].name if step.checks else "check"
        yield reports.Verdict(check, "The session", False, "peer AS 64513", f"peer AS {64514 + which}")
        if which == 0:
            yield reports.Verdict(f"{check}.after", "The route", False, "a route to svc1", "no route")

    def pulse(self) -> reports.Pulse:
        """They are there."""
        lesson, step = self._steps[self._at]
        return reports.Pulse(lesson.id, step.id, 0.0)


class Roomful:
    """So many learners; `room` is the console's."""

    def __init__(self, count: int) -> None:
        self._dice = random.Random(3)
        of = authority.found("bench", "Networking, Tuesday", "127.0.0.1", 7422)
        course = loader.load(paths.bundle())
        lessons = {lesson.id: [step.id for step in lesson.steps] for lesson in course.lessons}
        self._following = follower.Follower(of.names, lessons=lessons, founded=clock.now().timestamp())
        self.room = engine.Classroom(of, course, self._following, "Kim")
        self.room.hear("connected", None)
        self._pupils = {f"l{at}": Pupil(f"Learner {at}", course, self._dice) for at in range(count)}
        self._ids = list(self._pupils)
        self._told = dict.fromkeys(self._pupils, 0)
        self._following.roster.listen(self._following.now())
        for who, pupil in self._pupils.items():
            self._tell(who, pupil.come())

    def change(self) -> str:
        """One of them does something; who."""
        who = self._dice.choice(self._ids)
        self._tell(who, self._pupils[who].go_on())
        self._following.stir()
        return who

    def pulses(self, seconds: float) -> None:
        """As many signs of life as come in that time."""
        for who in self._dice.choices(self._ids, k=round(len(self._ids) * seconds / attendee.PULSE_SECONDS)):
            data = wire.encode(self._pupils[who].pulse(), self._envelope(who))
            self._following.roster.take_pulse(who, data, self._following.now())

    def _tell(self, who: str, bodies: Iterator[reports.Report]) -> None:
        for body in bodies:
            self._told[who] += 1
            assert self._following.roster.take(who, wire.encode(body, self._envelope(who)))

    def _envelope(self, who: str) -> wire.Envelope:
        return wire.Envelope(max(self._told[who], 1), clock.rfc3339_micro(clock.now()), f"laptop of {who}")
