"""How one learner stands at one step, folded from their reports. Pure."""

from typing import TypeAlias

from tutor.workshop import newest, reports, stuck

MISTAKES = 100
"""Different mistakes of a step that are counted."""

Mistakes: TypeAlias = tuple[tuple[stuck.Mistake, reports.Verdict], ...]


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
        "_tried",
        "_won",
        "entered",
        "failures",
        "hints",
        "passed_at",
        "predicted",
    )

    def __init__(self) -> None:
        self.hints = 0
        self.entered = float("inf")
        """When they first came to it; infinity where they never did."""
        self.passed_at = float("inf")
        """When it was first passed; infinity where it was not."""
        self.predicted: newest.Newest[reports.Predicted | None] = newest.Newest(None)
        self.failures: dict[stuck.Mistake, Failure] = {}
        self._tried: list[float] = []
        self._won = float("inf")
        self._settled: newest.Newest[reports.Status] = newest.Newest("todo")
        self._graded: newest.Newest[tuple[bool, Mistakes]] = newest.Newest((False, ()))
        """Whether the newest complete grading passed, and what it found wrong."""

    @property
    def tries(self) -> int:
        """Complete gradings up to the first that passed: who passed and plays on is graded all the same."""
        return sum(at <= self._won for at in self._tried)

    @property
    def status(self) -> reports.Status:
        """What was passed stays so until it is reset, whatever later gradings say; a check's fault fails nobody."""
        settled = self._settled.value
        if not self._graded_since or settled == "passed":
            return settled
        passed, found = self._graded.value
        if passed:
            return "passed"
        return "failed" if _own(found) else settled

    @property
    def _graded_since(self) -> bool:
        """Whether it was graded after it was last settled."""
        return self._graded.key > self._settled.key

    @property
    def mistakes(self) -> Mistakes:
        """What stands wrong, the learner's own first; none where the step is done, or was reset since."""
        if self.status in ("passed", "skipped"):
            return ()
        return self._graded.value[1] if self._graded_since or self._settled.value == "failed" else ()

    @property
    def failing(self) -> bool:
        """Whether it stands at a mistake of the learner's own."""
        return _own(self.mistakes)

    def settle(self, key: newest.Key, status: reports.Status) -> None:
        """It stands so."""
        if status == "passed":
            self.passed_at = min(self.passed_at, key.at)
        self._settled.put(key, status)

    def grade(self, key: newest.Key, graded: reports.Graded) -> None:
        """It was graded."""
        if not graded.complete:
            return
        self._tried.append(key.at)
        if graded.passed:
            self._won = min(self._won, key.at)
            self.passed_at = min(self.passed_at, key.at)
        found = stuck.mistakes(graded)
        self._graded.put(key, (graded.passed, found))
        for mistake, verdict in found:
            if len(self.failures) < MISTAKES or mistake in self.failures:
                self.failures.setdefault(mistake, Failure(key, verdict)).add(key, verdict)


def _own(found: Mistakes) -> bool:
    """Whether any is the learner's own: those stand first."""
    return bool(found) and found[0][0].kind == "wrong"
