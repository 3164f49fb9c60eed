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


class Lab(Protocol):
    """What is asked of the lab."""

    ready: asyncio.Event
    notes: list[str]


class Keeper:
    """Runs parts as tasks. Until the lab is ready a failure is the start's; from then on it is noted and mended."""

    def __init__(self, lab: Lab, tasks: aio.Tasks) -> None:
        self._lab = lab
        self._tasks = tasks

    def start(self, work: Work, *, name: str, again: bool = True) -> None:
        """Run `work()`, and anew when it fails; with again=False it stays away, as a crashed machine does."""
        self._tasks.start(self._keep(work, name, again=again), name=name)

    async def _keep(self, work: Work, name: str, *, again: bool) -> None:
        failures = 0
        while True:
            try:
                return await work()
            except Exception as error:
                if not self._lab.ready.is_set():
                    raise
                log.exception("%s failed", name)
                self._lab.notes.append(f"{name} failed: {type(error).__name__}: {error}")
            if not again:
                return None
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
