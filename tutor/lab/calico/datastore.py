"""Keeps Calico's objects in the API true to its address management, and takes settings from them.

What is taken or given back is written at once, and what happens while a write is on its way goes with the next one,
so that no pod waits for it and a block is written once for many pods.

Source of the objects: libcalico-go lib/backend/k8s.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence

from tutor.base import aio
from tutor.lab.calico import allocator, defaults, ipam, kinds, naming, objects
from tutor.lab.client import informer, resources, rest

ADDRESS = "projectcalico.org/IPv4Address"
TUNNEL = "projectcalico.org/IPv4VXLANTunnelAddr"

AT_ONCE = 8
"""So many writes are on their way at a time."""

Key = tuple[kinds.Kind, str]
"""Kind and name of an object."""


class Datastore:
    """The objects of one allocator. `addresses` are the nodes' own with their prefix: name -> "192.168.10.10/24"."""

    def __init__(
        self,
        client: rest.Client,
        allocation: allocator.Allocator,
        nodes: informer.Informer,
        addresses: Mapping[str, str],
    ) -> None:
        self.written = asyncio.Event()
        self._client, self._allocation, self._nodes, self._addresses = client, allocation, nodes, addresses
        self._pools = informer.Informer(client, kinds.IP_POOL.resource)
        self._rules = informer.Informer(client, kinds.IPAM_CONFIG.resource)
        self._known: dict[Key, resources.Object] = {}
        self._due: set[Key] = set()
        self._changed = asyncio.Event()
        allocation.on_change(self._address_changed)
        nodes.on_change(lambda *_: self._changed.set())

    async def run(self) -> None:
        """Make what is missing, then follow until cancelled. Raises rest.ApiError, aiohttp.ClientError."""
        await self._make(
            [(resources.CUSTOM_RESOURCE_DEFINITIONS, kinds.definition(kind)) for kind in kinds.ALL]
        )
        own = defaults.everything(self._allocation, uuid.uuid4().hex)
        await self._make([(kind.resource, obj) for kind, obj in own])
        await self._begin()
        for source in (self._pools, self._rules):
            source.on_change(lambda *_: self._configure())
        async with aio.tasks() as tasks:
            for source in (self._pools, self._rules):
                tasks.start(source.run(), name=f"calico {source.kind.plural}")
                await source.synced.wait()
            self._configure()
            while True:
                await self._write_due()
                self.written.set()
                await self._changed.wait()
                self._changed.clear()
                self.written.clear()

    def _address_changed(self, block: ipam.Block, handle: str) -> None:
        self._due |= {(kinds.IPAM_BLOCK, block.cidr), (kinds.IPAM_HANDLE, handle)}
        self._changed.set()

    def _configure(self) -> None:
        """Take over the pools and the rules, once both are known."""
        if self._pools.synced.is_set() and self._rules.synced.is_set():
            found = sorted(self._pools, key=lambda obj: str(obj["metadata"]["name"]))
            pools = [pool for pool in map(objects.read_pool, found) if pool]
            self._allocation.configure(pools, objects.read_config(self._rules.get(objects.CONFIG_NAME)))

    async def _make(self, planned: Sequence[tuple[resources.Resource, resources.Object]]) -> None:
        """Create what is not there yet."""

        async def one(kind: resources.Resource, obj: resources.Object) -> None:
            try:
                await self._client.create(kind, obj)
            except rest.ApiError as error:
                if error.reason != "AlreadyExists":
                    raise

        await asyncio.gather(*(one(kind, obj) for kind, obj in planned))

    async def _begin(self) -> None:
        """Everything is due: what the allocator holds, and what the API holds from an earlier run."""
        for kind in (kinds.IPAM_BLOCK, kinds.BLOCK_AFFINITY, kinds.IPAM_HANDLE):
            for obj in (await self._client.list(kind.resource))["items"]:
                name = obj["spec"]["handleID"] if kind is kinds.IPAM_HANDLE else obj["spec"]["cidr"]
                self._known[(kind, name)] = obj
        self._due |= self._known.keys()
        for block in self._allocation.blocks.values():
            self._due.add((kinds.IPAM_BLOCK, block.cidr))
            self._due |= {(kinds.IPAM_HANDLE, owner.handle) for owner in block.owners.values()}

    async def _write_due(self) -> None:
        due, self._due = self._due, set()
        new = {(kinds.BLOCK_AFFINITY, name) for kind, name in due if kind is kinds.IPAM_BLOCK}
        due |= new - self._known.keys()
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(key: Key) -> None:
            async with limit:
                await self._write(key)

        await asyncio.gather(*map(one, due), *map(self._annotate, self._unannotated()))

    async def _write(self, key: Key) -> None:
        """Create, replace or delete one object; one that another writer changed is read again first."""
        kind, known = key[0], self._known.pop(key, None)
        wanted = self._wanted(key)
        name = (wanted or known or {"metadata": {"name": ""}})["metadata"]["name"]
        if wanted is None:
            if known is not None:
                await self._delete(kind, name)
            return
        if known is not None:
            if known["spec"] == wanted["spec"]:
                self._known[key] = known
                return
            version = known["metadata"]["resourceVersion"]
            wanted = {**wanted, "metadata": {**wanted["metadata"], "resourceVersion": version}}
        try:
            write = self._client.create if known is None else self._client.update
            self._known[key] = await write(kind.resource, wanted)
        except rest.ApiError as error:
            if error.reason not in ("AlreadyExists", "Conflict", "NotFound"):
                raise
            if error.reason != "NotFound":
                self._known[key] = await self._client.get(kind.resource, name)
            self._due.add(key)
            self._changed.set()

    def _wanted(self, key: Key) -> resources.Object | None:
        kind, name = key
        blocks = self._allocation.blocks
        if kind is kinds.IPAM_HANDLE:
            taken = objects.taken(blocks.values(), name)
            return objects.handle(name, taken) if taken else None
        if name not in blocks:
            return None
        make = objects.block if kind is kinds.IPAM_BLOCK else objects.affinity
        return make(blocks[name])

    async def _delete(self, kind: kinds.Kind, name: str) -> None:
        try:
            await self._client.delete(kind.resource, name)
        except rest.ApiError as error:
            if error.reason != "NotFound":
                raise

    def _unannotated(self) -> list[tuple[str, dict[str, str]]]:
        """Nodes that do not tell yet how Calico reaches them, and what they should tell."""
        found = []
        for node in self._nodes:
            name = node["metadata"]["name"]
            if name in self._addresses and self._allocation.node_blocks(name):
                tunnel = self._allocation.filed_under(naming.tunnel_handle(name))
                notes = {ADDRESS: self._addresses[name], TUNNEL: "".join(tunnel[:1])}
                if not notes.items() <= (node["metadata"].get("annotations") or {}).items():
                    found.append((name, notes))
        return found

    async def _annotate(self, wanted: tuple[str, dict[str, str]]) -> None:
        name, notes = wanted
        try:
            patched = await self._client.patch(resources.NODES, name, {"metadata": {"annotations": notes}})
        except rest.ApiError as error:
            if error.reason != "NotFound":
                raise
            return
        self._nodes.remember(patched)
