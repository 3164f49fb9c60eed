"""A lesson that is read anew leaves the learner where they were, with what still means the same."""

import pytest

from tutor.checkapi import verdict
from tutor.course import model
from tutor.session import carrying, state

TEXTS = {"en": "x"}


def step(name: str, *checks: str, options: tuple[str, ...] = (), hints: int = 0) -> model.Step:
    """A step with these checks, options and so many hints."""
    asked = model.Prediction(TEXTS, tuple(model.Option(one, TEXTS) for one in options), "a")
    return model.Step(
        name,
        TEXTS,
        TEXTS,
        checks=tuple(model.CheckUse(check, {}, "k8s-m", TEXTS) for check in checks),
        prediction=asked if options else None,
        hints={"en": ("x",) * hints},
    )


def test_standings_follow_their_steps() -> None:
    """By id; verdicts of other checks, options and hints that are gone do not."""
    before = (step("one", "a", options=("a", "b"), hints=3), step("two", "a"), step("three"))
    known = [
        state.StepState("passed", results=(verdict.Result("a", True),), hints_shown=3, prediction="b"),
        state.StepState("failed", results=(verdict.Result("a", False),)),
        state.StepState("skipped"),
    ]
    after = (step("three"), step("new"), step("two", "b"), step("one", "a", options=("a",), hints=2))
    found = carrying.states(before, known, after)
    assert [one.status for one in found] == ["skipped", "todo", "failed", "passed"]
    assert [len(one.results) for one in found] == [0, 0, 0, 1]
    assert (found[3].prediction, found[3].hints_shown) == (None, 2)


@pytest.mark.parametrize(
    ("after", "index"),
    [("abc", 1), ("xabc", 2), ("bc", 0), ("ac", 0), ("xac", 1), ("xy", 0), ("cba", 1)],
)
def test_the_learner_stays_at_their_step(after: str, index: int) -> None:
    """Or at the nearest one before it."""
    steps = [step(name) for name in "abc"]
    assert carrying.index(steps, 1, [step(name) for name in after]) == index
