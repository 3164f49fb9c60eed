"""Calico's part of the API: its kinds and own objects, its settings, and what it tells of nodes.

IPAM's objects are `mirror`'s. Sources: node/pkg/lifecycle/startup, libcalico-go lib/backend/k8s.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence

from tutor.base import aio
from tutor.lab.calico import allocator, defaults, kinds, mirror, naming, objects
from tutor.lab.client import informer, resources, rest

ADDRESS = "projectcalico.org/IPv4Address"
TUNNEL = "projectcalico.org/IPv4VXLANTunnelAddr"

Planned = Sequence[tuple[resources.Resource, resources.Object]]


class Datastore:
    """The objects of one allocator. `addresses` are the nodes' own with their prefix: name -> "192.168.10.10/24"."""

    def __init__(
        self,
        client: rest.Client,
        allocation: allocator.Allocator,
        nodes: informer.Informer,
        addresses: Mapping[str, str],
    ) -> None:
        self._client, self._allocation, self._nodes, self._addresses = client, allocation, nodes, addresses
        self._mirror = mirror.Mirror(client, allocation)
        self._nodes_changed = asyncio.Event()
        nodes.on_change(lambda *_: self._nodes_changed.set())

    async def run(self) -> None:
        """Make what is missing, then follow until cancelled. Raises rest.ApiError, aiohttp.ClientError."""
        await self._make(
            [(resources.CUSTOM_RESOURCE_DEFINITIONS, kinds.definition(kind)) for kind in kinds.ALL]
        )
        own = defaults.everything(self._allocation, uuid.uuid4().hex)
        await self._make([(kind.resource, obj) for kind, obj in own])
        async with aio.tasks() as tasks:
            working = [
                tasks.start(self._mirror.run(), name="calico ipam objects"),
                tasks.start(self._follow_settings(), name="calico settings"),
                tasks.start(self._annotate(), name="calico node annotations"),
            ]
            await asyncio.gather(*working)

    async def _make(self, planned: Planned) -> None:
        """Create what is not there yet."""

        async def one(kind: resources.Resource, obj: resources.Object) -> None:
            try:
                await self._client.create(kind, obj)
            except rest.ApiError as error:
                if error.reason != "AlreadyExists":
                    raise

        await asyncio.gather(*(one(kind, obj) for kind, obj in planned))

    async def _follow_settings(self) -> None:
        """Take over pools and rules whenever they change."""
        pools = informer.Informer(self._client, kinds.IP_POOL.resource)
        rules = informer.Informer(self._client, kinds.IPAM_CONFIG.resource)
        changed = asyncio.Event()
        async with aio.tasks() as tasks:
            for source in (pools, rules):
                source.on_change(lambda *_: changed.set())
                tasks.start(source.run(), name=f"calico {source.kind.plural}")
                await source.synced.wait()
            while True:
                found = sorted(pools, key=lambda obj: str(obj["metadata"]["name"]))
                read = [pool for pool in map(objects.read_pool, found) if pool]
                self._allocation.configure(read, objects.read_config(rules.get(objects.CONFIG_NAME)))
                await changed.wait()
                changed.clear()

    async def _annotate(self) -> None:
        """Let nodes tell how Calico reaches them."""
        while True:
            await asyncio.gather(*(self._note(name, notes) for name, notes in self._unannotated()))
            await self._nodes_changed.wait()
            self._nodes_changed.clear()

    def _unannotated(self) -> list[tuple[str, dict[str, str]]]:
        """Nodes that do not tell it yet, and what they should tell."""
        found = []
        for node in self._nodes:
            name = node["metadata"]["name"]
            if name in self._addresses and self._allocation.node_blocks(name):
                tunnel = self._allocation.filed_under(naming.tunnel_handle(name))
                notes = {ADDRESS: self._addresses[name], TUNNEL: "".join(tunnel[:1])}
                if not notes.items() <= (node["metadata"].get("annotations") or {}).items():
                    found.append((name, notes))
        return found

    async def _note(self, name: str, notes: dict[str, str]) -> None:
        try:
            patched = await self._client.patch(resources.NODES, name, {"metadata": {"annotations": notes}})
        except rest.ApiError as error:
            if error.reason != "NotFound":
                raise
        else:
            self._nodes.remember(patched)
