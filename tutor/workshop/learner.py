"""One learner of a class, folded from their reports. Pure.

Whatever order the reports of several devices come in, and however often, the same learner comes of them: values yield
to newer ones, counts count each report once, and the line of time is kept in order. Times are seconds since 1970.
"""

import bisect
from typing import Any, Literal, TypeAlias

from tutor.workshop import newest, reports, stuck, timeline, wire
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
MISTAKES = 100
"""Different mistakes of a step that are counted."""

Consent = Literal["none", "given", "refused"]
Commands: TypeAlias = list[tuple[newest.Key, reports.Ran]]
Mistakes: TypeAlias = tuple[tuple[stuck.Mistake, reports.Verdict], ...]
Gradings: TypeAlias = list[tuple[newest.Key, reports.Graded]]


class Failure:
    """A mistake that a learner made at a step: how often, since when, and the verdict that first told of it."""

    __slots__ = ("_first", "count", "verdict")

    def __init__(self, key: newest.Key, verdict: reports.Verdict) -> None:
        self.count = 0
        self._first = key
        self.verdict = verdict

    @property
    def since(self) -> float:
        """When it was first made."""
        return self._first.at

    def add(self, key: newest.Key, verdict: reports.Verdict) -> None:
        """Once more."""
        self.count += 1
        if key < self._first:
            self._first, self.verdict = key, verdict


class Step:
    """How a learner stands at one step."""

    __slots__ = (
        "_graded",
        "_settled",
        "entered",
        "failures",
        "hints",
        "passed_at",
        "predicted",
        "tries",
    )

    def __init__(self) -> None:
        self.tries = 0
        """Complete gradings."""
        self.hints = 0
        self.entered = float("inf")
        """When they first came to it; infinity where they never did."""
        self.passed_at = float("inf")
        """When it was first passed; infinity where it was not."""
        self.predicted: newest.Newest[reports.Predicted | None] = newest.Newest(None)
        self.failures: dict[stuck.Mistake, Failure] = {}
        self._settled: newest.Newest[reports.Status] = newest.Newest("todo")
        self._graded: newest.Newest[Mistakes | None] = newest.Newest(None)
        """What the newest complete grading found wrong: nothing where it passed."""

    @property
    def status(self) -> reports.Status:
        """What was passed stays so until it is reset, whatever later gradings say."""
        settled = self._settled
        if not self._graded_since or settled.value == "passed":
            return settled.value
        return "failed" if self._graded.value else "passed"

    @property
    def _graded_since(self) -> bool:
        """Whether it was graded after it was last settled."""
        return self._graded.value is not None and self._graded.key > self._settled.key

    @property
    def mistakes(self) -> Mistakes:
        """What stands wrong, the learner's own first; none where the step is done, or was reset since."""
        if self.status in ("passed", "skipped") or self._graded.value is None:
            return ()
        return self._graded.value if self._graded_since or self._settled.value == "failed" else ()

    @property
    def failing(self) -> bool:
        """Whether it stands at a mistake of the learner's own."""
        return any(mistake.kind == "wrong" for mistake, _ in self.mistakes[:1])

    def settle(self, key: newest.Key, status: reports.Status) -> None:
        """It stands so."""
        if status == "passed":
            self.passed_at = min(self.passed_at, key.at)
        self._settled.put(key, status)

    def grade(self, key: newest.Key, graded: reports.Graded) -> None:
        """It was graded."""
        if not graded.complete:
            return
        self.tries += 1
        if graded.passed:
            self.passed_at = min(self.passed_at, key.at)
        found = stuck.mistakes(graded)
        self._graded.put(key, found)
        for mistake, verdict in found:
            if len(self.failures) < MISTAKES or mistake in self.failures:
                self.failures.setdefault(mistake, Failure(key, verdict)).add(key, verdict)


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
        self.steps: dict[StepKey, Step] = {}
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

    def _at_step(self, key: newest.Key, body: Any, where: StepKey, step: Step) -> timeline.Kind:
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

    def _step(self, where: StepKey) -> Step | None:
        if not where[1]:
            return None
        found = self.steps.get(where)
        if found is None and len(self.steps) < STEPS:
            found = self.steps[where] = Step()
        return found


def _keep(kept: list[tuple[newest.Key, Any]], key: newest.Key, body: Any, most: int) -> None:
    if len(kept) >= most and key < kept[0][0]:
        return
    bisect.insort(kept, (key, body), key=lambda one: one[0])
    del kept[:-most]
