"""All controllers stand still while the store is replaced under them, as they do for a restore of etcd.

Otherwise each would act on what it sees first, pods or their owner, and undo half of what is being restored.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping

from tutor.lab.client import informer
from tutor.lab.controllers import caches

CATCH_UP_SECONDS = 5.0


class Stillness:
    """Shared by every controller's queues. While someone is in `held()`, no sync begins and none is under way."""

    def __init__(self) -> None:
        self._moving = asyncio.Event()
        self._moving.set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = 0
        self._caches: list[caches.Caches] = []

    @contextlib.contextmanager
    def follows(self, one: caches.Caches) -> Iterator[None]:
        """These caches feed controllers, which must not move on before the caches know of the restore."""
        self._caches.append(one)
        try:
            yield
        finally:
            self._caches.remove(one)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Do one sync, once that is allowed."""
        while not self._moving.is_set():
            await self._moving.wait()
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Wait until all stand still, and keep them so."""
        self._moving.clear()
        try:
            await self._idle.wait()
            yield
        finally:
            self._moving.set()

    async def caught_up(self, versions: Mapping[str, int]) -> None:
        """Wait until every cache has seen what happened; `versions`: last version by path of the kind ("apps/pods").

        One that cannot follow is not waited for longer than CATCH_UP_SECONDS: its controller then finds out by itself.
        """
        waits = [
            one.seen(versions[kind])
            for cache in self._caches
            for one in cache.running()
            if (kind := name_of(one)) in versions
        ]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP_SECONDS):
                await asyncio.gather(*waits)


def name_of(one: informer.Informer) -> str:
    """group/plural, or plural for the core group."""
    return "/".join(filter(None, (one.kind.group, one.kind.plural)))
