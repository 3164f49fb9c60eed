"""What happens when a part of a running cluster fails: it starts again, and the rest goes on."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from tutor.base import aio

log = logging.getLogger(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]

PAUSES = (0.1, 0.5, 2.0, 10.0)
"""Seconds before a part starts again."""
CALM_SECONDS = 60.0
"""A part that ran for so long has its earlier failures forgiven."""


class Lab(Protocol):
    """What is asked of the lab."""

    ready: asyncio.Event
    notes: list[str]


class Killed(Exception):  # noqa: N818 - reads as what it says
    """Somebody wanted to see the part fail."""


class Keeper:
    """Runs parts as tasks. Until the lab is ready a failure is the start's; from then on it is noted and mended."""

    def __init__(self, lab: Lab, tasks: aio.Tasks) -> None:
        self._lab = lab
        self._tasks = tasks
        self._kept: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, work: Work, *, name: str, again: bool = True) -> None:
        """Run `work()`, and anew when it fails; with again=False it stays away, as a crashed machine does."""
        self._kept[name] = self._tasks.start(self._keep(work, name, again=again), name=name)

    def names(self) -> list[str]:
        """The parts that run at this moment."""
        return sorted(self._running)

    def kill(self, name: str) -> None:
        """End a part as its failure would. Raises KeyError where none of that name runs."""
        self._running[name].cancel()

    async def stop(self, name: str) -> None:
        """End a part for good; nothing where there is none."""
        kept = self._kept.pop(name, None)
        if kept is not None:
            kept.cancel()
            await asyncio.gather(kept, return_exceptions=True)

    async def _keep(self, work: Work, name: str, *, again: bool) -> None:
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                return await self._once(work, name)
            except Exception as error:
                if not self._lab.ready.is_set():
                    raise
                if isinstance(error, Killed):
                    log.warning("%s was killed", name)
                else:
                    log.exception("%s failed", name)
                    self._lab.notes.append(f"{name} failed: {type(error).__name__}: {error}")
            if not again:
                return None
            failures = 0 if loop.time() - began > CALM_SECONDS else failures
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _once(self, work: Work, name: str) -> None:
        """One life, in a task of its own that `kill` can end. Raises Killed, and what the work raises."""
        task = self._running[name] = asyncio.create_task(work(), name=name)
        try:
            await task
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if own is not None and own.cancelling():
                raise
            raise Killed(name) from None
        finally:
            del self._running[name]
