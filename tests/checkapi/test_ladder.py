"""Verdicts on several things: rung by rung, and the best of several."""

import pytest

from tutor.checkapi import verdict

GOOD = verdict.Verdict(True, "e", "s")
BAD = verdict.Verdict(False, "wanted", "s", "n")
HALF = verdict.Verdict(False, "wanted", "s", "n", credit=0.5)


def never() -> verdict.Verdict:
    """A rung behind one that failed."""
    pytest.fail("it was looked at")


def test_a_ladder_ends_at_the_first_that_fails() -> None:
    """What stands behind it is not looked at, what stands before it is credit."""
    found = verdict.ladder([lambda: GOOD, lambda: HALF, never, never])
    assert (found.passed, found.expected, found.credit) == (False, "wanted", 1.5 / 4)


def test_a_ladder_that_is_climbed() -> None:
    """The last rung speaks for all."""
    assert verdict.ladder([lambda: GOOD, lambda: GOOD]).passed


@pytest.mark.parametrize(("several", "best"), [([BAD, HALF], HALF), ([HALF, GOOD, BAD], GOOD), ([BAD], BAD)])
def test_the_best(several: list[verdict.Verdict], best: verdict.Verdict) -> None:
    """One that passed, else the one that came furthest."""
    assert verdict.best(several) is best
