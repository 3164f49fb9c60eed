"""What a check decides."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Passed or not, what was expected, what was seen, and what to try next; in the learner's language.

    `next` is a nudge, not the answer; it is empty where the check passed. `final` says that waiting will not
    change a failure (nothing was run, say), so that a check with a deadline is not asked again. `credit` is the part
    that is right already, from 0 to 1, where a check looks at several things; it counts only while the check fails.
    """

    passed: bool
    expected: str
    seen: str
    next: str = ""
    final: bool = False
    credit: float = 0.0


def together(parts: Sequence[Verdict]) -> Verdict:
    """The verdict on several things: the first that fails, with credit for those that are right.

    It is final only where everything that fails is. At least one part must be given.
    """
    failing = [part for part in parts if not part.passed]
    if not failing:
        told = dict.fromkeys(part.seen for part in parts)  # "seen; seen; seen" tells no more than "seen"
        return Verdict(True, "; ".join(part.expected for part in parts), "; ".join(told))
    first = failing[0]
    credit = sum(1.0 if part.passed else part.credit for part in parts) / len(parts)
    final = all(part.final for part in failing)
    return Verdict(False, first.expected, first.seen, first.next, final, credit)


def ladder(rungs: Sequence[Callable[[], Verdict]]) -> Verdict:
    """The verdict on things of which each makes sense only once those before it are right: the first that fails.

    Rungs behind it are not looked at; those before it are its credit. At least one must be given.
    """
    for done, rung in enumerate(rungs):
        found = rung()
        if not found.passed:
            return dataclasses.replace(found, credit=(done + found.credit) / len(rungs))
    return found


def best(several: Sequence[Verdict]) -> Verdict:
    """The verdict where any one of several things would do: one that passed, else the one that came furthest."""
    return max(several, key=lambda one: (one.passed, one.credit))


@dataclass(frozen=True)
class Result:
    """A verdict with the check's name and time. `fault` is set where the check itself failed.

    A faulty check says nothing of the learner: `passed` is False then, `expected` and `seen` are empty. `lacks` is set
    where the place has not what the step needs, so that nothing was graded. `credit` is 1 for what passed. `english` is
    `expected` and `seen` in English, both "" where the learner reads that.
    """

    name: str
    passed: bool
    expected: str = ""
    seen: str = ""
    next: str = ""
    fault: str | None = None
    seconds: float = 0.0
    credit: float = 0.0
    lacks: str = ""
    english: tuple[str, str] = ("", "")
