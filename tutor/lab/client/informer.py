"""A local copy of a collection, kept true by list and watch (client-go: tools/cache/reflector.go)."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import aiohttp

from tutor.lab.client import resources, rest

Handler = Callable[[str, resources.Object, resources.Object | None], None]
"""Called with ADDED, MODIFIED or DELETED, the object, and the one that was known before."""


class Cache(Protocol):
    """What those may do with a collection who only follow it. Never change an object of it in place."""

    synced: asyncio.Event
    """Set once all that there is has been read."""

    def on_change(self, handler: Handler) -> Callable[[], None]:
        """Call `handler` for every change from now on; call what is returned to hear no more."""

    def get(self, name: str, namespace: str = "") -> resources.Object | None:
        """One of its objects."""

    def __iter__(self) -> Iterator[resources.Object]:
        """All of them, as they are now."""

    def __len__(self) -> int:
        """How many there are."""


RETRY_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


class Informer:
    """Caches one kind. Run `run()` as a task; `await synced.wait()`; then read, or add handlers before running."""

    def __init__(
        self,
        client: rest.Client,
        kind: resources.Resource,
        *,
        namespace: str = "",
        labels: str = "",
        fields: str = "",
    ) -> None:
        self.kind = kind
        self.synced = asyncio.Event()
        self._version = 0
        self._client = client
        self._scope = {"namespace": namespace, "labels": labels, "fields": fields}
        self._objects: dict[str, resources.Object] = {}
        self._handlers: list[Handler] = []

    def on_change(self, handler: Handler) -> Callable[[], None]:
        """Call `handler` for every change from now on; what is already cached is told as ADDED.

        Call what is returned to hear no more.
        """
        self._handlers.append(handler)
        for obj in list(self._objects.values()):
            handler("ADDED", obj, None)
        return lambda: self._handlers.remove(handler)

    def get(self, name: str, namespace: str = "") -> resources.Object | None:
        """The cached object; never change it in place."""
        return self._objects.get(f"{namespace}/{name}")

    async def seen(self, version: int) -> None:
        """Wait until every change up to `version` of this kind has been told."""
        reached = asyncio.Event()

        def look(*_: object) -> None:
            if self._version >= version:
                reached.set()

        end = self.on_change(look)
        look()
        try:
            await reached.wait()
        finally:
            end()

    def remember(self, obj: resources.Object) -> None:
        """Take in what the caller has just written, unless the watch is ahead already.

        So a loop reads its own writes and does not act twice on one cause.
        """
        key = key_of(obj)
        if key not in self._objects and version_of(obj) <= self._version:
            return
        if not obj["metadata"].get("deletionTimestamp") or key in self._objects:
            self._store(key, obj)

    def __iter__(self) -> Iterator[resources.Object]:
        return iter(list(self._objects.values()))

    def __len__(self) -> int:
        return len(self._objects)

    async def run(self) -> None:
        """List and watch for ever, starting anew after an expired version or a lost connection."""
        failures = 0
        while True:
            try:
                version = await self._replace()
                self.synced.set()
                failures = 0
                await self._follow(version)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1

    async def _replace(self) -> str:
        before = dict(self._objects)
        found = await self._client.list(self.kind, **self._scope)
        fresh = {key_of(obj): obj for obj in found["items"]}
        newer = self._newer(before, int(found["metadata"]["resourceVersion"]))
        for key in self._objects.keys() - fresh.keys() - newer:
            self._tell("DELETED", self._objects.pop(key), None)
        for key, obj in fresh.items():
            if key in newer:
                continue
            known = self._objects.get(key)
            # A list is the truth even where it goes back, as after a restored snapshot.
            if known is None or version_of(known) != version_of(obj):
                self._put(key, obj, known)
        version: str = found["metadata"]["resourceVersion"]
        self._version = int(version)
        return version

    def _newer(self, before: Mapping[str, resources.Object], version: int) -> set[str]:
        """What came since the list was asked for, and is not in it: what somebody here has just written.

        To forget it until the watch tells of it would be to act twice on one cause.
        """
        came = {key: obj for key, obj in self._objects.items() if obj is not before.get(key)}
        return {key for key, obj in came.items() if version_of(obj) > version}

    async def _follow(self, version: str) -> None:
        while True:
            async for event in self._client.watch(self.kind, since=version, **self._scope):
                version = event.object["metadata"]["resourceVersion"]
                self._version = int(version)
                if event.type == "DELETED":
                    known = self._objects.pop(key_of(event.object), None)
                    self._tell("DELETED", event.object, known)
                elif event.type != "BOOKMARK":
                    self._store(key_of(event.object), event.object)

    def _store(self, key: str, obj: resources.Object) -> None:
        known = self._objects.get(key)
        if known is not None and version_of(known) >= version_of(obj):
            return
        self._put(key, obj, known)

    def _put(self, key: str, obj: resources.Object, known: resources.Object | None) -> None:
        self._objects[key] = obj
        self._tell("ADDED" if known is None else "MODIFIED", obj, known)

    def _tell(self, change: str, obj: resources.Object, known: resources.Object | None) -> None:
        for handler in self._handlers:
            handler(change, obj, known)


class View:
    """A `Cache` that others share and run, as one of its users has it: `close` takes that one's handlers away."""

    def __init__(self, shared: Cache) -> None:
        self.synced = shared.synced
        self._shared = shared
        self._ends: list[Callable[[], None]] = []

    def on_change(self, handler: Handler) -> Callable[[], None]:
        """As that of the shared one, until `close`."""
        end = self._shared.on_change(handler)
        self._ends.append(end)
        return end

    def get(self, name: str, namespace: str = "") -> resources.Object | None:
        """As the shared one has it."""
        return self._shared.get(name, namespace)

    def __iter__(self) -> Iterator[resources.Object]:
        return iter(self._shared)

    def __len__(self) -> int:
        return len(self._shared)

    def close(self) -> None:
        """Hear no more."""
        while self._ends:
            self._ends.pop()()


def version_of(obj: resources.Object) -> int:
    """The object's resourceVersion; the lab's server counts all writes in one row."""
    return int(obj["metadata"]["resourceVersion"])


def key_of(obj: resources.Object) -> str:
    """`namespace/name`; the namespace is empty for a cluster-scoped object."""
    meta = obj["metadata"]
    return f"{meta.get('namespace', '')}/{meta['name']}"
