"""One learner of a class, folded from their reports. Pure.

Whatever order the reports of several devices come in, and however often, the same learner comes of them: values yield
to newer ones, counts count each report once, and the line of time is kept in order. Times are seconds since 1970.
"""

import bisect
from typing import Any, Literal, NamedTuple, TypeAlias

from tutor.workshop import atstep, newest, reports, stuck, timeline, wire
from tutor.workshop.timeline import StepKey

State = Literal["asking", "failing", "idle", "working", "done", "offline", "left"]
"""`idle`: no key and no report for IDLE_SECONDS; `offline`: not heard of for OFFLINE_SECONDS; `left`: they said so."""
STATES: tuple[State, ...] = ("asking", "failing", "idle", "working", "done", "offline", "left")

AWAY: frozenset[State] = frozenset(("offline", "left"))

IDLE_SECONDS = 180.0
OFFLINE_SECONDS = 45.0
"""Three pulses that were missed."""
GRACE_SECONDS = 20.0
"""A pulse may be this late: it says that another device of theirs is there only when it comes later after they left."""
TRUSTED_SECONDS = 300.0
"""Who reported so lately and did not leave is taken to be there until a pulse of theirs could have been heard."""
NOWHERE: StepKey = ("", "")
COMMANDS = 20
GRADINGS = 10
STEPS = 2_000
"""More steps no course has; a learner who tells of more is not believed."""

DESKS = 100
"""Whose consent is remembered: every console that is opened is a desk of its own."""

Commands: TypeAlias = list[tuple[newest.Key, reports.Ran]]
Gradings: TypeAlias = list[tuple[newest.Key, reports.Graded]]


class Terms(NamedTuple):
    """What else than their reports a learner's state depends on."""

    due: frozenset[StepKey] = frozenset()
    """Every step of the lessons that are open; empty where the course is not known, and the whole of it counts."""
    listening: float = float("-inf")
    """Since when pulses are heard: those from before it are nobody's lack."""


ALONE = Terms()
BEHIND = ("passed", "skipped")


class Learner:
    """Everything that their reports say. `id` is the one that the server vouches for."""

    def __init__(self, id: str) -> None:  # noqa: A002 - what it is
        self.id = id
        self.joined: newest.Newest[reports.Joined | None] = newest.Newest(None)
        self.place: newest.Newest[StepKey] = newest.Newest(NOWHERE)
        self.hand: newest.Newest[reports.Hand] = newest.Newest(reports.Hand(False))
        self.left: newest.Newest[bool] = newest.Newest(False)
        self.consents: dict[tuple[str, str], newest.Newest[reports.Answer]] = {}
        """Desk and kind -> what they said last; of the last DESKS."""
        self.answers: dict[str, newest.Newest[str]] = {}
        self.steps: dict[StepKey, atstep.Step] = {}
        self.commands: Commands = []
        """The last COMMANDS, oldest first."""
        self.gradings: Gradings = []
        """The last GRADINGS, oldest first."""
        self.reported = 0.0
        """When the newest report was written."""
        self.pulsed = 0.0
        self.active = 0.0
        """When they last pressed a key or did something that was reported."""
        self._finished: int | None = 0
        self._keys: dict[StepKey, StepKey] = {}
        self._marks: list[timeline.Mark] = []
        self._sources: dict[str, newest.Source] = {}
        self._came = 0

    @property
    def name(self) -> str:
        """As they gave it; the id before that is known."""
        return (self.joined.value.name if self.joined.value else "") or self.id

    @property
    def lang(self) -> str:
        """Of their tutor; "" before it is known."""
        return self.joined.value.lang if self.joined.value else ""

    @property
    def at(self) -> tuple[StepKey, float]:
        """The step where they are, and since when; ("", "") before that is known."""
        return self.place.value, max(self.place.key.at, 0.0)

    @property
    def missing(self) -> int:
        """Reports that were numbered and have not come."""
        return sum(source.missing for source in self._sources.values())

    @property
    def came(self) -> int:
        """Reports that have come, each once."""
        return self._came

    @property
    def finished(self) -> int:
        """Steps that are behind them."""
        if self._finished is None:
            self._finished = sum(step.status in BEHIND for step in self.steps.values())
        return self._finished

    @property
    def passed(self) -> int:
        """Steps that they passed."""
        return sum(step.status == "passed" for step in self.steps.values())

    @property
    def total(self) -> int:
        """Steps of the whole course; 0 before that is known."""
        return self.joined.value.total if self.joined.value else 0

    def seconds(self, now: float | None = None) -> dict[StepKey, float]:
        """Of work on each step, as `timeline` counts; until `now` for one who is still there."""
        return timeline.worked(self._marks, now)

    def stays(self) -> tuple[timeline.Stay, ...]:
        """When they were there, as far as reports tell."""
        return timeline.stays(self._marks)

    def stuck(self) -> stuck.Stuck | None:
        """What they are stuck on where they are now; None where they are not."""
        step = self.steps.get(self.place.value)
        if step is None or not (found := step.mistakes):
            return None
        since = {mistake: step.failures[mistake].since for mistake, _ in found if mistake in step.failures}
        return stuck.Stuck(self.id, found, since)

    def state(self, now: float, terms: Terms = ALONE) -> State:
        """How they are doing."""
        if self.left.value and self.pulsed <= self.left.key.at + GRACE_SECONDS:
            return "left"
        patience = TRUSTED_SECONDS if now <= terms.listening + GRACE_SECONDS else OFFLINE_SECONDS
        if now - max(self.pulsed, self.reported) > patience:
            return "offline"
        if self.hand.value.up:
            return "asking"
        if self._is_done(terms.due):
            return "done"
        step = self.steps.get(self.place.value)
        if step is not None and step.failing:
            return "failing"
        return "idle" if now - self.active > IDLE_SECONDS else "working"

    def _is_done(self, due: frozenset[StepKey]) -> bool:
        if not due:
            return 0 < self.total <= self.finished
        return len(due) <= self.finished and all(
            (step := self.steps.get(key)) is not None and step.status in BEHIND for key in due
        )

    def turns(self, now: float, terms: Terms = ALONE) -> float:
        """When the state may next be another one only because time goes by; infinity for never."""
        heard = max(self.pulsed, self.reported) + OFFLINE_SECONDS
        turns = (heard, self.active + IDLE_SECONDS, terms.listening + GRACE_SECONDS)
        return min((at for at in turns if at >= now), default=float("inf"))

    def pulse(self, pulse: reports.Pulse, heard: float) -> bool:
        """They are there, `heard` by the listener's clock; whether their place is another one now."""
        self.pulsed = max(self.pulsed, heard)
        self.active = max(self.active, heard - max(pulse.idle, 0.0))
        before, said = self.place.value, (pulse.lesson, pulse.step)
        if self.place.key == newest.FIRST and pulse.step:  # what they entered is not stored any more
            self.place.value = said
        return self.place.value != before

    def fold(self, message: wire.Message, at: float) -> bool:
        """Take in a report that was written `at`; False where it has come before."""
        envelope = message.envelope
        source = self._sources.setdefault(envelope.source, newest.Source())
        if not source.add(envelope.n):
            return False
        self._came += 1
        key = newest.Key(source.time(envelope.n, at), envelope.source, envelope.n)
        self.reported = max(self.reported, key.at)
        self.active = max(self.active, key.at)
        self._take(key, message.body)
        return True

    def _take(self, key: newest.Key, body: Any) -> None:
        kind: timeline.Kind = "sign"
        where = self._where(body)
        step = self.steps.get(where)
        if step is not None:
            kind = self._at_step(key, body, where, step)
        elif isinstance(body, reports.Left):
            kind = "left"
        else:
            self._anywhere(key, body)
        self.left.put(key, kind == "left")
        mark = timeline.Mark(*key, kind, where)
        if not self._marks or self._marks[-1] < mark:
            self._marks.append(mark)
        else:
            bisect.insort(self._marks, mark)

    def _anywhere(self, key: newest.Key, body: Any) -> None:
        match body:
            case reports.Joined():
                self.joined.put(key, body)
            case reports.Hand():
                self.hand.put(key, body)
            case reports.Answered() if body.poll in self.answers or len(self.answers) < STEPS:
                self.answers.setdefault(body.poll, newest.Newest("")).put(key, body.option)
            case reports.Consented():
                self._consent(key, body)

    def _consent(self, key: newest.Key, body: reports.Consented) -> None:
        self.consents.setdefault((body.desk, body.kind), newest.Newest(body.how)).put(key, body.how)
        if len(self.consents) > 2 * DESKS:
            self.consents.pop(min(self.consents, key=lambda one: self.consents[one].key))

    def _at_step(self, key: newest.Key, body: Any, where: StepKey, step: atstep.Step) -> timeline.Kind:
        match body:
            case reports.Entered():
                step.entered = min(step.entered, key.at)
                self.place.put(key, where)
                return "enter"
            case reports.Ran():
                _keep(self.commands, key, body, COMMANDS)
            case reports.Graded():
                _keep(self.gradings, key, body, GRADINGS)
                step.grade(key, body)
                self._finished = None
                return "done" if body.complete and body.passed else "sign"
            case reports.Settled():
                step.settle(key, body.status)
                self._finished = None
                return "undone" if body.status in ("todo", "failed") else "done"
            case reports.Predicted():
                step.predicted.put(key, body)
            case reports.Hinted():
                step.hints = max(step.hints, body.number)
        return "sign"

    def _where(self, body: Any) -> StepKey:
        """The step that a report is about, which is known from now on; the same object for all reports about it."""
        lesson = getattr(body, "lesson", "")
        if not lesson or not body.step:
            return NOWHERE
        where = (lesson, body.step)
        if (known := self._keys.get(where)) is not None:
            return known
        if len(self.steps) >= STEPS:
            return NOWHERE
        self.steps[where] = atstep.Step()
        return self._keys.setdefault(where, where)


def _keep(kept: list[tuple[newest.Key, Any]], key: newest.Key, body: Any, most: int) -> None:
    if len(kept) >= most and key < kept[0][0]:
        return
    bisect.insort(kept, (key, body), key=lambda one: one[0])
    del kept[:-most]
