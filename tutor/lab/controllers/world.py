"""What every controller shares: one client, one informer a kind, the recorder of events."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import loop, recorder

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


class World:
    """A client and caches for one identity; `start` them when all controllers have said what they watch."""

    def __init__(self, client: rest.Client, events: "recorder.Recorder", tasks: aio.Tasks) -> None:
        self.client = client
        self.events = events
        self.tasks = tasks
        self._informers: dict[str, informer.Informer] = {}
        self._indexes: dict[str, Index] = {}
        self._queues: list[loop.Queue] = []
        self._running = False

    def informer(self, kind: resources.Resource) -> informer.Informer:
        """The one cache of a kind."""
        path = kind.path()
        if path not in self._informers:
            self._informers[path] = informer.Informer(self.client, kind)
            if self._running:
                self.tasks.start(self._informers[path].run(), name=f"informer {path}")
        return self._informers[path]

    def index(self, kind: resources.Resource, name: str, keys: IndexKey) -> Index:
        """A named index over the cache of a kind, shared by those who ask for the same name."""
        known = f"{kind.path()} {name}"
        if known not in self._indexes:
            self._indexes[known] = Index(self.informer(kind), keys)
        return self._indexes[known]

    def queue(self, name: str, sync: loop.Sync, *, spacing: float = 0.0) -> loop.Queue:
        """A work queue that ends with the world."""
        made = loop.Queue(name, sync, self.tasks, spacing=spacing)
        self._queues.append(made)
        return made

    async def start(self) -> None:
        """Run the informers; returns when all have a first list."""
        self._running = True
        for path, one in self._informers.items():
            self.tasks.start(one.run(), name=f"informer {path}")
        await asyncio.gather(*(one.synced.wait() for one in list(self._informers.values())))

    def close(self) -> None:
        """Let no queue start anything more."""
        for queue in self._queues:
            queue.close()

    def get(self, kind: resources.Resource, key: str) -> Object | None:
        """A cached object by `namespace/name`."""
        namespace, _, name = key.partition("/")
        return self.informer(kind).get(name, namespace)

    async def create(self, kind: resources.Resource, obj: Object) -> Object:
        """Create, and know of it at once."""
        return self._told(kind, await self.client.create(kind, obj))

    async def update(self, kind: resources.Resource, obj: Object, *, subresource: str = "") -> Object:
        """Replace, and know of it at once."""
        return self._told(kind, await self.client.update(kind, obj, subresource=subresource))

    async def patch(
        self, kind: resources.Resource, obj: Object, body: Any, *, subresource: str = ""
    ) -> Object:
        """Merge-patch an object, and know of it at once."""
        about = obj["metadata"]
        done = await self.client.patch(
            kind, about["name"], body, about.get("namespace", ""), subresource=subresource
        )
        return self._told(kind, done)

    async def set_status(self, kind: resources.Resource, obj: Object, status: Object) -> Object:
        """Write the status if it differs from what is cached."""
        if status == (obj.get("status") or {}):
            return obj
        return await self.update(kind, {**obj, "status": status}, subresource="status")

    async def delete(self, kind: resources.Resource, obj: Object, *, propagation: str = "") -> None:
        """Delete this very object (by uid); one that is gone already is fine."""
        about = obj["metadata"]
        try:
            left = await self.client.delete(
                kind, about["name"], about.get("namespace", ""), uid=about["uid"], propagation=propagation
            )
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise
            return
        if left.get("metadata", {}).get("deletionTimestamp"):
            self._told(kind, left)

    def _told(self, kind: resources.Resource, obj: Object) -> Object:
        cache = self._informers.get(kind.path())
        if cache is not None and obj.get("metadata", {}).get("resourceVersion"):
            cache.remember(obj)
        return obj
