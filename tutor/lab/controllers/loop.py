"""A work queue: keys in, one sync at a time a key, tried again with growing pauses when it fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from tutor.base import aio
from tutor.lab.client import rest
from tutor.lab.controllers import stillness

LOG = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 10.0
EXPECTED = ("Conflict", "NotFound", "AlreadyExists", "Forbidden")
"""Reasons that a fresher look at the world mends, or that the object's own events tell of (a quota, an account)."""

Sync = Callable[[str], Awaitable[float | None]]
"""Brings the object of a key forward; returns seconds after which to look again, None for not by itself."""


class Queue:
    """Runs `sync` for keys. A key that is added while its sync runs is synced once more afterwards.

    Syncs of one key start at least `spacing` seconds apart, so that a burst of changes costs few of them.
    """

    def __init__(
        self,
        name: str,
        sync: Sync,
        tasks: aio.Tasks,
        *,
        spacing: float = 0.0,
        still: stillness.Stillness | None = None,
        filled: asyncio.Event | None = None,
    ) -> None:
        """No sync begins before `filled`: half a view of the world looks like one that has lost the other half."""
        self.name = name
        self._filled = filled
        self._still = still or stillness.Stillness()
        self._sync = sync
        self._tasks = tasks
        self._spacing = spacing
        self._running: set[str] = set()
        self._again: set[str] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._failures: dict[str, int] = {}
        self._ended: dict[str, float] = {}

    def add(self, key: str) -> None:
        """Sync the key soon."""
        if key in self._running:
            self._again.add(key)
            return
        loop = asyncio.get_running_loop()
        earliest = self._ended.get(key, 0.0) + self._spacing
        self._at(key, max(0.0, earliest - loop.time()))

    def add_after(self, key: str, seconds: float) -> None:
        """Sync the key in `seconds` at the latest."""
        if key not in self._running:
            self._at(key, seconds)

    def _at(self, key: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        known = self._timers.get(key)
        when = loop.time() + seconds
        if known is not None:
            if known.when() <= when:
                return
            known.cancel()
        self._timers[key] = loop.call_at(when, self._start, key)

    def _start(self, key: str) -> None:
        self._timers.pop(key, None)
        self._running.add(key)
        self._tasks.start(self._run(key), name=f"{self.name} {key}")

    async def _run(self, key: str) -> None:
        pause: float | None = None
        try:
            if self._filled is not None:
                await self._filled.wait()
            async with self._still.working():
                pause = await self._sync(key)
            self._failures.pop(key, None)
        except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            pause = self._failed(key)
            if getattr(error, "reason", "") not in EXPECTED:
                LOG.warning("%s %s: %s", self.name, key, error)
        except Exception:
            # A fault of one controller must not end the cluster; it is logged whole and tried again.
            LOG.exception("%s %s", self.name, key)
            pause = self._failed(key)
        finally:
            self._running.discard(key)
        self._finish(key, pause)

    def _failed(self, key: str) -> float:
        count = self._failures.get(key, 0)
        self._failures[key] = count + 1
        return float(min(FIRST_PAUSE * 2**count, LONGEST_PAUSE))

    def _finish(self, key: str, pause: float | None) -> None:
        if self._spacing:
            self._ended[key] = asyncio.get_running_loop().time()
        if key in self._again and not self._failures.get(key):
            self._again.discard(key)
            self.add(key)
        elif pause is not None:
            self._again.discard(key)
            self.add_after(key, pause)
        else:
            self._ended.pop(key, None)

    def close(self) -> None:
        """Start nothing more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
