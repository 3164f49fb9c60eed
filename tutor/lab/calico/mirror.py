"""Keeps IPAM's objects in the API true to the allocator, whoever else writes to them.

What is taken or given back is written at once, and what happens while a write is on its way goes with the next one,
so that no pod waits for it and a block is written once for many pods. An address that somebody else takes out of a
block (`calicoctl ipam release`) is given back in the allocator too; all other changes are undone.

Source of the objects: libcalico-go lib/backend/k8s/resources.
"""

import asyncio
import collections
import ipaddress

from tutor.base import aio
from tutor.lab.calico import allocator, ipam, kinds, objects
from tutor.lab.client import informer, resources, rest

AT_ONCE = 8
"""So many writes are on their way at a time."""
_REMEMBERED = 1024
_CHANGED_BY_OTHERS = ("AlreadyExists", "Conflict", "NotFound")

Key = tuple[kinds.Kind, str]
"""A kind, and a block's CIDR or a handle."""


class Mirror:
    """The blocks, affinities and handles of one allocator."""

    def __init__(self, client: rest.Client, allocation: allocator.Allocator) -> None:
        self._client, self._allocation = client, allocation
        self._known: dict[Key, resources.Object] = {}
        self._due: set[Key] = set()
        self._changed = asyncio.Event()
        self._mine: collections.deque[str] = collections.deque(maxlen=_REMEMBERED)
        allocation.on_change(self._address_changed)
        allocation.on_layout(self._layout_changed)

    async def run(self) -> None:
        """Follow both sides until cancelled. Raises rest.ApiError, aiohttp.ClientError."""
        async with aio.tasks() as tasks:
            for kind in (kinds.IPAM_BLOCK, kinds.BLOCK_AFFINITY, kinds.IPAM_HANDLE):
                source = informer.Informer(self._client, kind.resource)
                source.on_change(self._follower(kind))
                tasks.start(source.run(), name=f"calico {kind.plural}")
                await source.synced.wait()
            self._layout_changed()
            for block in self._allocation.blocks.values():
                self._due |= {(kinds.IPAM_HANDLE, owner.handle) for owner in block.owners.values()}
            while True:
                await self._write_due()
                await self._changed.wait()
                self._changed.clear()

    def _address_changed(self, block: ipam.Block, handle: str) -> None:
        self._again((kinds.IPAM_BLOCK, block.cidr), (kinds.IPAM_HANDLE, handle))

    def _layout_changed(self) -> None:
        for cidr in self._allocation.blocks:
            self._again((kinds.IPAM_BLOCK, cidr), (kinds.BLOCK_AFFINITY, cidr))
        self._again(*self._known)

    def _again(self, *keys: Key) -> None:
        self._due.update(keys)
        self._changed.set()

    def _follower(self, kind: kinds.Kind) -> informer.Handler:
        field = "handleID" if kind is kinds.IPAM_HANDLE else "cidr"

        def told(change: str, obj: resources.Object, _: resources.Object | None) -> None:
            if obj["metadata"]["resourceVersion"] in self._mine:
                return
            key = (kind, obj["spec"][field])
            known = self._known.pop(key, None)
            if change != "DELETED":
                if known is not None and kind is kinds.IPAM_BLOCK:
                    self._adopt(known["spec"], obj["spec"])
                self._known[key] = obj
            self._again(key)

        return told

    def _adopt(self, before: resources.Object, after: resources.Object) -> None:
        """Give back what another writer took out of a block."""
        block = self._allocation.blocks.get(after["cidr"])
        if block is None or len(before["allocations"]) != len(after["allocations"]):
            return
        for ordinal, owner in list(block.owners.items()):
            index = before["allocations"][ordinal]
            gone = index is not None and after["allocations"][ordinal] is None
            if gone and before["attributes"][index].get("handle_id") == owner.handle:
                self._allocation.release(str(ipaddress.IPv4Network(block.cidr)[ordinal]))

    async def _write_due(self) -> None:
        due, self._due = self._due, set()
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(key: Key) -> None:
            async with limit:
                await self._write(key)

        await asyncio.gather(*map(one, due))

    async def _write(self, key: Key) -> None:
        """Create, replace or delete one object; what another writer changed meanwhile is due again."""
        kind, known, wanted = key[0], self._known.get(key), self._wanted(key)
        try:
            if wanted is None:
                if known is not None:
                    await self._client.delete(kind.resource, known["metadata"]["name"])
                    self._known.pop(key, None)
            elif known is None:
                self._remember(key, await self._client.create(kind.resource, wanted))
            elif known["spec"] != wanted["spec"]:
                fresh = {**known, "spec": wanted["spec"]}
                self._remember(key, await self._client.update(kind.resource, fresh))
        except rest.ApiError as error:
            if error.reason not in _CHANGED_BY_OTHERS:
                raise
            await self._read_again(key, (known or wanted or {})["metadata"]["name"])

    def _remember(self, key: Key, obj: resources.Object) -> None:
        self._mine.append(obj["metadata"]["resourceVersion"])
        self._known[key] = obj

    async def _read_again(self, key: Key, name: str) -> None:
        known = self._known.pop(key, None)
        try:
            found = await self._client.get(key[0].resource, name)
        except rest.ApiError as error:
            if error.reason != "NotFound":
                raise
        else:
            if known is not None and key[0] is kinds.IPAM_BLOCK:
                self._adopt(known["spec"], found["spec"])
            self._known[key] = found
        self._again(key)

    def _wanted(self, key: Key) -> resources.Object | None:
        kind, name = key
        blocks = self._allocation.blocks
        if kind is kinds.IPAM_HANDLE:
            taken = objects.taken(blocks.values(), name)
            return objects.handle(name, taken) if taken else None
        if name not in blocks:
            return None
        return (objects.block if kind is kinds.IPAM_BLOCK else objects.affinity)(blocks[name])
