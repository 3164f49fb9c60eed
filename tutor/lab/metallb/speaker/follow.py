"""Follows services, their endpoints and the nodes in the API, and has every change worked on, one at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from tutor.base import aio
from tutor.lab.client import informer, resources, rest

OWNER_LABEL = "kubernetes.io/service-name"

Work = Callable[[str, resources.Object | None, Sequence[resources.Object]], Awaitable[None]]
"""Works on the service "namespace/name": the object, None where it has gone, and its EndpointSlices."""


class Followed:
    """The cluster as a speaker sees it. `only_node` limits the nodes to one, as MetalLB up to 0.12 does."""

    def __init__(self, client: rest.Client, *, only_node: str = "") -> None:
        fields = f"metadata.name={only_node}" if only_node else ""
        self._services = informer.Informer(client, resources.SERVICES)
        self._slices = informer.Informer(client, resources.ENDPOINT_SLICES)
        self._nodes = informer.Informer(client, resources.NODES, fields=fields)
        self._by_service: dict[str, dict[str, resources.Object]] = {}
        self._dirty: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._services.on_change(self._service_changed)
        self._slices.on_change(self._slice_changed)

    def on_node(self, handler: informer.Handler) -> None:
        """Call `handler` for every change of a node."""
        self._nodes.on_change(handler)

    def nodes(self) -> Mapping[str, resources.Object]:
        """The nodes by name."""
        return {node["metadata"]["name"]: node for node in self._nodes}

    def service(self, name: str) -> resources.Object | None:
        """The service "namespace/name"."""
        namespace, _, short = name.partition("/")
        return self._services.get(short, namespace)

    def again(self) -> None:
        """Have every service worked on anew."""
        for service in self._services:
            self._mark(informer.key_of(service))

    async def watch(self) -> None:
        """Keep the view true, for ever."""
        async with aio.tasks() as owner:
            for each in (self._services, self._slices, self._nodes):
                owner.start(each.run(), name=f"speaker {each.kind.plural}")
            raise await asyncio.shield(owner.failed)

    async def synced(self) -> None:
        """Return when all has been read once."""
        for each in (self._nodes, self._slices, self._services):
            await each.synced.wait()

    async def work(self, on: Work) -> None:
        """Have each changed service worked on, for ever."""
        while True:
            self._wake.clear()
            while self._dirty:
                name = next(iter(self._dirty))
                del self._dirty[name]
                await on(name, self.service(name), tuple(self._by_service.get(name, {}).values()))
            await self._wake.wait()

    def _mark(self, name: str) -> None:
        self._dirty[name] = None
        self._wake.set()

    def _service_changed(self, _: str, service: resources.Object, __: resources.Object | None) -> None:
        self._mark(informer.key_of(service))

    def _slice_changed(self, change: str, piece: resources.Object, _: resources.Object | None) -> None:
        meta = piece["metadata"]
        owner = (meta.get("labels") or {}).get(OWNER_LABEL, "")
        if not owner:
            return
        name = f"{meta['namespace']}/{owner}"
        known = self._by_service.setdefault(name, {})
        if change == "DELETED":
            known.pop(meta["name"], None)
            if not known:
                del self._by_service[name]
        else:
            known[meta["name"]] = piece
        self._mark(name)
