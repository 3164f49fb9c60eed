"""What learners are stuck on, by failing check and by the wrong difference; `grouping` puts them together. Pure.

A difference is what was expected and what was seen, in English (a learner's tutor tells that beside its own language),
with everything masked that differs between learners who do the same: see `masks`. A check's own fault, and what a
place lacks, are nobody's mistake and make groups of their own kind.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from tutor.workshop import masks, reports

Kind = Literal["wrong", "fault", "lacks"]


class Mistake(NamedTuple):
    """What is wrong, alike for all who did the same. `difference` is for comparing, not for reading."""

    lesson: str
    step: str
    check: str
    kind: Kind
    difference: str

    @property
    def id(self) -> str:
        """The same for the same mistake, in every console."""
        return hashlib.blake2s("\0".join(self).encode(), digest_size=8).hexdigest()


class Stuck(NamedTuple):
    """A learner who is stuck: each mistake in the order of the checks, with its verdict, and since when (seconds)."""

    learner: str
    mistakes: Sequence[tuple[Mistake, reports.Verdict]]
    since: Mapping[Mistake, float]


class Member(NamedTuple):
    """A learner of a group, and since when they make its mistake."""

    learner: str
    since: float


class Group(NamedTuple):
    """Learners whom one explanation serves: the longest stuck first.

    `verdict` is what most of them see; `also` are mistakes that all of them make besides.
    """

    mistake: Mistake
    verdict: reports.Verdict
    members: tuple[Member, ...]
    also: tuple[Mistake, ...] = ()

    @property
    def since(self) -> float:
        """How long the longest has been stuck."""
        return self.members[0].since


def mistake(lesson: str, step: str, verdict: reports.Verdict) -> Mistake | None:
    """The mistake that a verdict tells of; None where it passed."""
    if verdict.passed:
        return None
    if verdict.fault:
        return Mistake(lesson, step, verdict.check, "fault", masks.fault(verdict.fault))
    if verdict.lacks:
        return Mistake(lesson, step, verdict.check, "lacks", "")
    expected, seen = in_english(verdict)
    return Mistake(lesson, step, verdict.check, "wrong", masks.difference(expected, seen))


def mistakes(graded: reports.Graded) -> tuple[tuple[Mistake, reports.Verdict], ...]:
    """All that a grading tells of, the learner's own first; none where it is not complete."""
    if graded.passed or not graded.complete:
        return ()
    found = [
        (one, verdict)
        for verdict in graded.verdicts
        if (one := mistake(graded.lesson, graded.step, verdict)) is not None
    ]
    return tuple(sorted(found, key=lambda pair: pair[0].kind != "wrong"))


def in_english(verdict: reports.Verdict) -> tuple[str, str]:
    """Expected and seen, in English where they are known so."""
    return verdict.en_expected or verdict.expected, verdict.en_seen or verdict.seen


def words(verdict: reports.Verdict, lang: str) -> tuple[str, str, bool]:
    """Expected and seen (a fault, or what is lacking) for who reads `lang`, and whether it is in that language."""
    if verdict.fault or verdict.lacks:
        return "", verdict.fault or verdict.lacks, True
    if lang == "en":
        return *in_english(verdict), True
    return verdict.expected, verdict.seen, bool(verdict.en_expected)
