"""One learner of a class, folded from their reports. Pure.

Whatever order the reports of several devices come in, and however often, the same learner comes of them: values yield
to newer ones, counts count each report once, and the line of time is kept in order. Times are seconds since 1970.
"""

import bisect
from typing import Any, Literal, TypeAlias

from tutor.workshop import atstep, newest, reports, stuck, timeline, wire
from tutor.workshop.timeline import StepKey

State = Literal["asking", "failing", "idle", "working", "done", "offline", "left"]
"""`idle`: no key and no report for IDLE_SECONDS; `offline`: not heard of for OFFLINE_SECONDS; `left`: they said so."""
STATES: tuple[State, ...] = ("asking", "failing", "idle", "working", "done", "offline", "left")

IDLE_SECONDS = 180.0
OFFLINE_SECONDS = 45.0
"""Three pulses that were missed."""
GRACE_SECONDS = 20.0
"""A pulse may be this late: it says that another device of theirs is there only when it comes later after they left."""
COMMANDS = 20
GRADINGS = 10
STEPS = 2_000
"""More steps no course has; a learner who tells of more is not believed."""

Consent = Literal["none", "given", "refused"]
Commands: TypeAlias = list[tuple[newest.Key, reports.Ran]]
Gradings: TypeAlias = list[tuple[newest.Key, reports.Graded]]


class Learner:
    """Everything that their reports say. `id` is the one that the server vouches for."""

    def __init__(self, id: str) -> None:  # noqa: A002 - what it is
        self.id = id
        self.joined: newest.Newest[reports.Joined | None] = newest.Newest(None)
        self.place: newest.Newest[StepKey] = newest.Newest(("", ""))
        self.hand: newest.Newest[reports.Hand] = newest.Newest(reports.Hand(False))
        self.left: newest.Newest[bool] = newest.Newest(False)
        self.consents = {kind: newest.Newest[Consent]("none") for kind in ("watch", "type")}
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
        self._marks: list[timeline.Mark] = []
        self._sources: dict[str, newest.Source] = {}

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
        return sum(source.count for source in self._sources.values())

    @property
    def finished(self) -> int:
        """Steps that are behind them."""
        if self._finished is None:
            self._finished = sum(step.status in ("passed", "skipped") for step in self.steps.values())
        return self._finished

    @property
    def passed(self) -> int:
        """Steps that they passed."""
        return sum(step.status == "passed" for step in self.steps.values())

    @property
    def total(self) -> int:
        """Steps of the whole course; 0 before that is known."""
        return self.joined.value.total if self.joined.value else 0

    def seconds(self) -> dict[StepKey, float]:
        """Of work on each step, as `timeline` counts."""
        return timeline.worked(self._marks)

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

    def state(self, now: float) -> State:
        """How they are doing."""
        if self.left.value and self.pulsed <= self.left.key.at + GRACE_SECONDS:
            return "left"
        if now - max(self.pulsed, self.reported) > OFFLINE_SECONDS:
            return "offline"
        if self.hand.value.up:
            return "asking"
        if 0 < self.total <= self.finished:
            return "done"
        step = self.steps.get(self.place.value)
        if step is not None and step.failing:
            return "failing"
        return "idle" if now - self.active > IDLE_SECONDS else "working"

    def turns(self, now: float) -> float:
        """When the state may next be another one only because time goes by; infinity for never."""
        heard = max(self.pulsed, self.reported) + OFFLINE_SECONDS
        return min((at for at in (heard, self.active + IDLE_SECONDS) if at >= now), default=float("inf"))

    def pulse(self, pulse: reports.Pulse, heard: float) -> None:
        """They are there; `heard` by the listener's clock."""
        self.pulsed = max(self.pulsed, heard)
        self.active = max(self.active, heard - max(pulse.idle, 0.0))
        if self.place.key == newest.FIRST and pulse.step:  # what they entered is not stored any more
            self.place.value = (pulse.lesson, pulse.step)

    def fold(self, message: wire.Message, at: float) -> bool:
        """Take in a report that was written `at`; False where it has come before."""
        envelope = message.envelope
        source = self._sources.setdefault(envelope.source, newest.Source())
        if not source.add(envelope.n):
            return False
        key = newest.Key(source.time(envelope.n, at), envelope.source, envelope.n)
        self.reported = max(self.reported, key.at)
        self.active = max(self.active, key.at)
        self._take(key, message.body)
        return True

    def _take(self, key: newest.Key, body: Any) -> None:
        kind: timeline.Kind = "sign"
        where = (body.lesson, body.step) if hasattr(body, "lesson") else ("", "")
        step = self._step(where)
        match body:
            case reports.Left():
                kind = "left"
                self.left.put(key, True)
            case reports.Joined():
                self.joined.put(key, body)
            case reports.Hand():
                self.hand.put(key, body)
            case reports.Answered():
                self._answer(key, body)
            case reports.Consented():
                self.consents[body.kind].put(key, "given" if body.given else "refused")
            case _ if step is not None:
                kind = self._at_step(key, body, where, step)
        if kind != "left":
            self.left.put(key, False)
        mark = timeline.Mark(key, kind, where)
        if not self._marks or self._marks[-1] < mark:
            self._marks.append(mark)
        else:
            bisect.insort(self._marks, mark)

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

    def _answer(self, key: newest.Key, body: reports.Answered) -> None:
        if body.poll in self.answers or len(self.answers) < STEPS:
            self.answers.setdefault(body.poll, newest.Newest("")).put(key, body.option)

    def _step(self, where: StepKey) -> atstep.Step | None:
        if not where[1]:
            return None
        found = self.steps.get(where)
        if found is None and len(self.steps) < STEPS:
            found = self.steps[where] = atstep.Step()
        return found


def _keep(kept: list[tuple[newest.Key, Any]], key: newest.Key, body: Any, most: int) -> None:
    if len(kept) >= most and key < kept[0][0]:
        return
    bisect.insort(kept, (key, body), key=lambda one: one[0])
    del kept[:-most]
