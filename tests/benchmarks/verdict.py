"""From a command's end, as its shell marks it, to the verdict: the commands of lesson 1 that only look, on the lab.

What a front adds is one frame (16 ms).
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator

import pytest

from tests.benchmarks import table
from tutor.base import paths
from tutor.lab import launch
from tutor.session import events, opening, request, session

ROUNDS = 5


class Stopwatch:
    """Hears a session and keeps the time between a command's end and the verdict on it."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.graded = asyncio.Event()
        self._ended = 0.0

    def hear(self, event: events.Event) -> None:
        """Stop the time."""
        if isinstance(event, events.CommandEnded):
            self._ended = time.monotonic()
            self.graded.clear()
        elif isinstance(event, events.Graded) and not self.graded.is_set():
            self.seconds.append(time.monotonic() - self._ended)
            self.graded.set()


def rows() -> list[table.Row]:
    """No check of these steps waits for the cluster. On a lab of its own, which ends with the last round."""
    with tempfile.TemporaryDirectory() as runtime, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", runtime)
        try:
            return list(asyncio.run(_rows()))
        finally:
            launch.down()


async def _rows() -> Iterator[table.Row]:
    watch = Stopwatch()
    options = request.Options(course=paths.bundle(), lang="en", on="lab")
    async with opening.opened(options, progress=print) as desk:
        async with desk.session(desk.lessons(["1"])[0]) as lesson:
            lesson.subscribe(watch.hear)
            for _ in range(ROUNDS):
                await _graded_steps(lesson, watch)
    budget = 0.150
    return iter([table.Row("a command's end to its verdict", watch.seconds, "s", budget=budget, by_p95=True)])


async def _graded_steps(lesson: session.Session, watch: Stopwatch) -> None:
    """The steps that only look: those before the first that has something to clean up."""
    for index, step in enumerate(lesson.lesson.steps):
        if step.cleanup:
            return
        lesson.go(index)
        if step.prediction:
            lesson.predict(step.prediction.answer)
        for command in step.solution:
            await lesson.run(command.text, command.host)
            await watch.graded.wait()
