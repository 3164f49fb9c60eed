"""When a step is graded, and what its verdicts make of it."""

import asyncio
from collections.abc import Callable, Sequence

from tutor.base import aio
from tutor.checkapi import verdict
from tutor.course import model
from tutor.session import events, grading, state

Settled = Callable[[int, state.Status], None]
"""Told the index of a step and how it stands from now on; never for a step that stays as it was."""


class Judge:
    """One grading of a step at a time: a new one takes the place of the one under way, which knows less."""

    def __init__(
        self,
        steps: Sequence[model.Step],
        states: Sequence[state.StepState],
        grader: grading.Grader,
        tasks: aio.Tasks,
        *,
        settled: Settled,
        tell: events.Listener,
    ) -> None:
        self._steps = steps
        self._states = states
        self._grader = grader
        self._tasks = tasks
        self._settled = settled
        self._tell = tell
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._latest: dict[int, object] = {}

    def soon(self, index: int, lang: str) -> None:
        """Grade beside whatever else goes on; until the learner has done all, what fails is not wrong yet."""
        if before := self._under_way.get(index):
            before.cancel()
        self._under_way[index] = self._tasks.start(self._unasked(index, lang), name=f"grade step {index}")

    async def _unasked(self, index: int, lang: str) -> None:
        try:
            await self.grade(index, lang, asked=False)
        except Exception as error:  # nobody else would hear of it: an answer that is no JSON
            self._tell(events.NotGraded(error))

    def drop(self) -> None:
        """Give up all that is graded now; what comes of it is not heard."""
        for task in self._under_way.values():
            task.cancel()
        self._under_way.clear()
        for index in list(self._latest):
            self._forget(index)

    def _forget(self, index: int) -> None:
        del self._latest[index]
        self._tell(events.GivenUp(index))

    async def grade(self, index: int, lang: str, *, asked: bool) -> None:
        """Grade a step as it stands; where the learner `asked`, what has not passed is wrong."""
        step, standing = self._steps[index], self._states[index]
        mine = self._latest[index] = object()
        whole = asked or state.complete(step, standing.ran, standing.prediction)
        self._tell(events.Grading())

        def look(found: grading.SoFar, waiting: frozenset[int]) -> None:
            if self._latest.get(index) is mine:
                self._tell(events.Looked(index, found, waiting))

        try:
            results = await self._grader.grade(step, standing, lang, complete=whole, watch=look)
        except BaseException:
            if self._latest.get(index) is mine:
                self._forget(index)
            raise
        if self._latest.get(index) is not mine:
            return  # what this one looked at is no longer all that was done
        del self._latest[index]
        standing.results = results
        # What is right is right, in however few commands; only a failure waits for all that the step asks.
        passed = all(result.passed for result in results)
        found = _status(results, passed=passed, whole=whole)
        if found is not None and (found == "passed" or standing.status != "passed"):
            self._settled(index, found)
        self._tell(events.Graded(index, results, passed, whole or passed))


def _status(results: Sequence[verdict.Result], *, passed: bool, whole: bool) -> state.Status | None:
    """How a step stands by its results; None where they say nothing of the learner."""
    if any(result.lacks for result in results):
        return "skipped"
    if passed:
        return "passed"
    return "failed" if whole and not any(result.fault for result in results) else None
