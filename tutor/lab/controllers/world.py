"""What a controller works with: a client of its own, the shared caches, the recorder of events."""

from typing import Any

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import caches, loop, recorder, stillness

Object = dict[str, Any]


class World:
    """One identity's view of the cluster and its means to change it."""

    def __init__(
        self,
        client: rest.Client,
        shared: caches.Caches,
        events: recorder.Recorder,
        tasks: aio.Tasks,
        still: stillness.Stillness | None = None,
    ) -> None:
        self._still = still
        self.client = client
        self.events = events
        self.tasks = tasks
        self._caches = shared
        self._queues: list[loop.Queue] = []

    def informer(self, kind: resources.Resource) -> informer.Informer:
        """The one cache of a kind."""
        return self._caches.informer(kind)

    def forget(self, kind: resources.Resource) -> None:
        """Stop following a kind that is served no more."""
        self._caches.forget(kind)

    def index(self, kind: resources.Resource, name: str, keys: caches.IndexKey) -> caches.Index:
        """A named index over the cache of a kind."""
        return self._caches.index(kind, name, keys)

    def queue(self, name: str, sync: loop.Sync, *, spacing: float = 0.0) -> loop.Queue:
        """A work queue that ends with the world."""
        made = loop.Queue(
            name, sync, self.tasks, spacing=spacing, still=self._still, filled=self._caches.filled
        )
        self._queues.append(made)
        return made

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
        cache = self._caches.known(kind)
        if cache is not None and obj.get("metadata", {}).get("resourceVersion"):
            cache.remember(obj)
        return obj
