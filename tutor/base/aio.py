"""Tasks with a name and an owner."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

AGAIN_SECONDS = 0.5
"""How long a task may take to end before it is cancelled once more."""


class Tasks:
    """Owns named tasks: one that fails makes `failed` complete, and `close` ends and awaits them all."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self.failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Run `work` until it ends or the owner closes."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self.failed.done():
            self.failed.set_result(error)

    async def close(self) -> None:
        """Cancel what still runs and wait for it."""
        while running := list(self._tasks):
            for task in running:
                task.cancel()
            # Before Python 3.12 wait_for loses a cancellation that comes together with the result that it waits for
            # (cpython issue 86296): whoever did not hear it is told again.
            await asyncio.wait(running, timeout=AGAIN_SECONDS)
            await asyncio.sleep(0)  # lets the callbacks of those that have ended run


@contextlib.asynccontextmanager
async def tasks() -> AsyncIterator[Tasks]:
    """A `Tasks` that is closed at the end of the block."""
    owner = Tasks()
    try:
        yield owner
    finally:
        await owner.close()
