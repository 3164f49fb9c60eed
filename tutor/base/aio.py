"""Tasks with a name and an owner, and the connections that they serve."""

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

LOG = logging.getLogger(__name__)

Result = TypeVar("Result")

AGAIN_SECONDS = 0.5
"""How long a task may take to end before it is cancelled once more."""
LOOKS = 20


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
        """Cancel what still runs and wait for it, also where whoever waits is cancelled meanwhile."""
        if self._tasks:
            await whole(self._end())

    async def _end(self) -> None:
        while running := set(self._tasks):
            for task in running:
                task.cancel()
            # Before Python 3.12 wait_for loses a cancellation that comes together with the result that it waits for
            # (cpython issue 86296): whoever did not hear it is told again.
            if deaf := await _still_running(running, AGAIN_SECONDS):
                LOG.warning(
                    "still at work after its cancellation: %s", ", ".join(map(asyncio.Task.get_name, deaf))
                )
            await asyncio.sleep(0)  # lets the callbacks of those that have ended run


async def _still_running(tasks: set[asyncio.Task[Any]], seconds: float) -> set[asyncio.Task[Any]]:
    """Those that have not ended after that time, in which each had LOOKS turns at least.

    Where a loop has so much to do that one turn of it takes long, time alone says nothing about a task.
    """
    for _ in range(LOOKS):
        if tasks:
            _, tasks = await asyncio.wait(tasks, timeout=seconds / LOOKS)
    return tasks


@contextlib.asynccontextmanager
async def tasks() -> AsyncIterator[Tasks]:
    """A `Tasks` that is closed at the end of the block."""
    owner = Tasks()
    try:
        yield owner
    finally:
        await owner.close()


async def whole(work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives, or raises. However often this is cancelled, `work` first goes on to its end, and nobody hears
    of it.

    For work that must not be left half done, or that must not go on behind its owner's back.
    """
    doing = asyncio.create_task(work, name="work that is done whole")
    cancelled = False
    while not doing.done():
        try:
            await asyncio.wait((doing,))
        except asyncio.CancelledError:  # by an owner's `close` again and again
            cancelled = True
    if cancelled:
        if not doing.cancelled():
            doing.exception()  # whatever it is, being cancelled counts for more
        raise asyncio.CancelledError
    return doing.result()


PAUSE_SECONDS = 1.0
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


async def accept(listener: socket.socket) -> socket.socket:
    """The next connection, non-blocking. Where descriptors are scarce it waits, as asyncio's own servers do.

    A connection that was broken off before it was taken is passed over (accept(2)). Raises OSError.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            sock, _ = await loop.sock_accept(listener)
        except ConnectionAbortedError:
            continue
        except OSError as error:
            if error.errno not in _SCARCE:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            sock.setblocking(False)
            return sock
