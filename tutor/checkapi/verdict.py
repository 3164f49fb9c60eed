"""What a check decides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Passed or not, what was expected, what was seen, and what to try next; in the learner's language.

    `next` is a nudge, not the answer; it is empty where the check passed. `final` says that waiting will not
    change a failure (nothing was run, say), so that a check with a deadline is not asked again.
    """

    passed: bool
    expected: str
    seen: str
    next: str = ""
    final: bool = False


@dataclass(frozen=True)
class Result:
    """A verdict with the check's name and time. `fault` is set where the check itself failed.

    A faulty check says nothing of the learner: `passed` is False then, `expected` and `seen` are empty.
    """

    name: str
    passed: bool
    expected: str = ""
    seen: str = ""
    next: str = ""
    fault: str | None = None
    seconds: float = 0.0
