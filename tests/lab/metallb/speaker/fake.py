"""An API for tests: collections that can be listed and watched."""

import asyncio
import itertools
from collections.abc import AsyncIterator

from tutor.lab.client import resources, rest


class Api(rest.Client):
    """Holds objects; `put` and `drop` are what others do to them."""

    def __init__(self) -> None:
        self._versions = itertools.count(1)
        self._objects: dict[tuple[str, str], resources.Object] = {}
        self._watchers: list[tuple[str, asyncio.Queue[rest.Event]]] = []

    async def close(self) -> None:
        """Nothing is open."""

    def put(self, kind: resources.Resource, obj: resources.Object) -> None:
        """Create or replace an object."""
        obj["metadata"]["resourceVersion"] = str(next(self._versions))
        key = (kind.plural, f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}")
        word = "MODIFIED" if key in self._objects else "ADDED"
        self._objects[key] = obj
        self._tell(kind, rest.Event(word, obj))

    def drop(self, kind: resources.Resource, obj: resources.Object) -> None:
        """Delete it."""
        key = (kind.plural, f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}")
        gone = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(next(self._versions))}}
        del self._objects[key]
        self._tell(kind, rest.Event("DELETED", gone))

    def _tell(self, kind: resources.Resource, event: rest.Event) -> None:
        for plural, queue in self._watchers:
            if plural == kind.plural:
                queue.put_nowait(event)

    async def list(
        self, kind: resources.Resource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> resources.Object:
        """All of a kind; selectors are not looked at."""
        del namespace, labels, fields
        items = [obj for (plural, _), obj in self._objects.items() if plural == kind.plural]
        return {"items": items, "metadata": {"resourceVersion": str(next(self._versions))}}

    async def watch(
        self,
        kind: resources.Resource,
        namespace: str = "",
        *,
        since: str,
        labels: str = "",
        fields: str = "",
    ) -> AsyncIterator[rest.Event]:
        """Every change from now on."""
        del namespace, since, labels, fields
        queue: asyncio.Queue[rest.Event] = asyncio.Queue()
        self._watchers.append((kind.plural, queue))
        while True:
            yield await queue.get()
