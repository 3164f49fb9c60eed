"""One informer a kind, and indexes over them, shared by all controllers."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from tutor.base import aio
from tutor.lab.client import informer, resources, rest

Object = dict[str, Any]
IndexKey = Callable[[Object], Iterable[str]]


class Index:
    """The cached objects by a key of their own choice, kept true by the informer's changes."""

    def __init__(self, source: informer.Informer, keys: IndexKey) -> None:
        self._keys = keys
        self._found: dict[str, dict[str, Object]] = {}
        source.on_change(self._changed)

    def _changed(self, change: str, obj: Object, known: Object | None) -> None:
        name = informer.key_of(obj)
        now = () if change == "DELETED" else tuple(self._keys(obj))
        before = tuple(self._keys(known)) if known is not None else tuple(self._keys(obj))
        for key in before:
            if key not in now:
                self._drop(key, name)
        for key in now:
            self._found.setdefault(key, {})[name] = obj

    def _drop(self, key: str, name: str) -> None:
        entry = self._found.get(key, {})
        entry.pop(name, None)
        if not entry:
            self._found.pop(key, None)

    def of(self, key: str) -> list[Object]:
        """The objects with that key in the order of their coming; never change one in place."""
        return list(self._found.get(key, {}).values())


class Caches:
    """Informers by kind; `start` them when all controllers have said what they watch."""

    def __init__(self, client: rest.Client, tasks: aio.Tasks) -> None:
        self._client = client
        self._tasks = tasks
        self._informers: dict[str, informer.Informer] = {}
        self._indexes: dict[str, Index] = {}
        self._following: dict[str, asyncio.Task[None]] = {}
        self._running = False
        self.filled = asyncio.Event()
        """Set once all have a first list (client-go: cache.WaitForCacheSync)."""

    def running(self) -> list[informer.Informer]:
        """The caches that follow the server."""
        return list(self._informers.values()) if self._running else []

    def known(self, kind: resources.Resource) -> informer.Informer | None:
        """The cache of a kind if anybody watches it."""
        return self._informers.get(kind.path())

    def informer(self, kind: resources.Resource) -> informer.Informer:
        """The one cache of a kind."""
        path = kind.path()
        if path not in self._informers:
            self._informers[path] = informer.Informer(self._client, kind)
            if self._running:
                self._follow(path)
        return self._informers[path]

    def _follow(self, path: str) -> None:
        self._following[path] = self._tasks.start(self._informers[path].run(), name=f"informer {path}")

    def forget(self, kind: resources.Resource) -> None:
        """Stop following a kind that is served no more."""
        if self._informers.pop(kind.path(), None) is not None and kind.path() in self._following:
            self._following.pop(kind.path()).cancel()

    def index(self, kind: resources.Resource, name: str, keys: IndexKey) -> Index:
        """A named index over the cache of a kind, shared by those who ask for the same name."""
        known = f"{kind.path()} {name}"
        if known not in self._indexes:
            self._indexes[known] = Index(self.informer(kind), keys)
        return self._indexes[known]

    async def start(self) -> None:
        """Run the informers; returns when all have a first list."""
        self._running = True
        first = list(self._informers.items())
        for path, _ in first:
            self._follow(path)
        await asyncio.gather(*(one.synced.wait() for _, one in first))
        self.filled.set()
