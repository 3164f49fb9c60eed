"""When a grading ends without a verdict, that is told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.session import conftest
from tutor.base import aio
from tutor.checkapi import verdict
from tutor.course import model
from tutor.session import events, grading, judging, state

LOOK = verdict.Result("file.holds", False, "hello", "nothing yet")


class Grader(grading.Grader):
    """Looks once, and then does what the test wants."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()
        self.go_on = asyncio.Event()
        self.fails: Exception | None = None

    async def grade(
        self,
        step: model.Step,
        standing: state.StepState,
        lang: str,
        *,
        complete: bool,
        watch: grading.Watch = lambda _found, _waiting: None,
    ) -> tuple[verdict.Result, ...]:
        """One look, and a verdict when the test says so."""
        watch((LOOK,), frozenset({0}))
        self.looked.set()
        await self.go_on.wait()
        if self.fails:
            raise self.fails
        watch((LOOK,), frozenset({0}))
        return (LOOK,)


class Judged:
    """A judge on two steps, and what it tells."""

    def __init__(self, tasks: aio.Tasks) -> None:
        steps = (conftest.WRITE, conftest.GUESS)
        self.told: list[events.Event] = []
        self.grader = Grader()
        self.judge = judging.Judge(
            steps,
            [state.StepState() for _ in steps],
            self.grader,
            tasks,
            settled=lambda *_: None,
            tell=self.told.append,
        )


@pytest.fixture
async def judged() -> AsyncIterator[Judged]:
    """The judge, with an owner of its tasks."""
    async with aio.tasks() as tasks:
        yield Judged(tasks)


async def test_a_dropped_grading_is_told_and_says_nothing_more(judged: Judged) -> None:
    """Of whichever step it was: nobody waits for its verdict."""
    asked = asyncio.create_task(judged.judge.grade(1, "en", asked=True))
    await judged.grader.looked.wait()
    judged.judge.drop()
    judged.grader.go_on.set()
    await asked
    assert judged.told == [events.Grading(), events.Looked(1, (LOOK,), frozenset({0})), events.GivenUp(1)]
    judged.judge.drop()
    assert len(judged.told) == 3


async def test_a_grading_that_breaks_off_is_told(judged: Judged) -> None:
    """Beside whatever the one who asked for it does with the error."""
    judged.grader.fails = OSError("no thread to be had")
    judged.grader.go_on.set()
    with pytest.raises(OSError, match="no thread"):
        await judged.judge.grade(0, "en", asked=True)
    assert judged.told[-1] == events.GivenUp(0)


async def test_a_verdict_ends_it(judged: Judged) -> None:
    """Nothing is given up when it has come."""
    judged.grader.go_on.set()
    await judged.judge.grade(0, "en", asked=True)
    assert isinstance(judged.told[-1], events.Graded)
    judged.judge.drop()
    assert isinstance(judged.told[-1], events.Graded)
