"""The states in which the learner came to the steps of a lesson, for starting one of them anew."""

import asyncio
from collections.abc import Callable

from tutor.base import aio, errors
from tutor.cluster import place
from tutor.course import model
from tutor.session import starting, state

Fault = Callable[[errors.TutorError], None]
"""Told of a state that could not be kept."""


class Entries:
    """Keeps them beside whatever else goes on; nothing at a place that has no states."""

    def __init__(
        self, course: str, lesson: model.Lesson, states: place.States | None, tasks: aio.Tasks, fault: Fault
    ) -> None:
        self._course = course
        self._lesson = lesson
        self._states = states
        self._tasks = tasks
        self._fault = fault
        self._kept: dict[int, str] = {}
        self._latest: asyncio.Task[None] | None = None

    def enter(self, index: int, standing: state.StepState) -> None:
        """The learner comes to a step; where commands of it ran already, it is too late to keep its beginning."""
        if self._states is not None and not standing.ran:
            work = self._keep(self._states, index, standing)
            self._latest = self._tasks.start(work, name=f"enter step {index}")

    async def entered(self) -> None:
        """Wait until the state of the latest entry is kept."""
        if self._latest is not None:
            await asyncio.wait((self._latest,))

    async def _keep(self, states: place.States, index: int, standing: state.StepState) -> None:
        step = self._lesson.steps[index]
        name = starting.entry(self._course, self._lesson, step)
        try:
            await asyncio.to_thread(states.set_mark, starting.where(self._lesson, step))
            if index not in self._kept:
                await asyncio.to_thread(states.keep, name)
        except errors.TutorError as error:
            self._fault(error)
            return
        if not standing.ran:
            self._kept[index] = name

    async def back(self, index: int) -> bool:
        """Go back to where the step began; False where that was not kept. Raises TutorError."""
        if self._states is None or index not in self._kept:
            return False
        await asyncio.to_thread(self._states.restore, self._kept[index])
        await asyncio.to_thread(
            self._states.set_mark, starting.where(self._lesson, self._lesson.steps[index])
        )
        return True
