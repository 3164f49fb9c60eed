"""Which block an address comes from: a node's own, a new one, or another node's. Pure.

Source of the behaviour: libcalico-go lib/ipam/{ipam,ipam_block_reader_writer}.go.
"""

import dataclasses
import hashlib
import ipaddress
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from tutor.lab.calico import ipam

Change = Callable[[ipam.Block, str], None]
"""Told of every address that is taken or given back: its block, and the handle."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """The cluster's IPAMConfig: whether nodes may borrow, may get new blocks, and how many (0: any number)."""

    strict_affinity: bool = False
    auto_allocate: bool = True
    most_blocks: int = 0


class Allocator:
    """All blocks of all pools. `preferred` names the block that a node gets first."""

    def __init__(self, pools: Sequence[ipam.Pool], *, preferred: Mapping[str, str] | None = None) -> None:
        self.pools = tuple(pools)
        self.rules = Rules()
        self.blocks: dict[str, ipam.Block] = {}
        self.wishes: dict[tuple[str, str], str] = {}
        """The addresses that pods had which are being restored: (namespace, name) -> address."""
        self._layout: list[Callable[[], None]] = []
        self._changes: list[Change] = []
        self._preferred = dict(ipam.LESSON_BLOCKS if preferred is None else preferred)

    def on_layout(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` when a node gets a block or borrows an address, and when the pools' settings change.

        What is returned ends that.
        """
        self._layout.append(watcher)
        return lambda: self._layout.remove(watcher)

    def on_change(self, watcher: Change) -> None:
        """Call `watcher` for every address that is taken or given back from now on."""
        self._changes.append(watcher)

    def configure(self, pools: Sequence[ipam.Pool], rules: Rules) -> None:
        """Go on by other settings; addresses in use stay where they are, and empty blocks of no pool go."""
        if (tuple(pools), rules) != (self.pools, self.rules):
            self.pools, self.rules = tuple(pools), rules
            for cidr, block in list(self.blocks.items()):
                if not block.owners and not self.pool_of(cidr):
                    del self.blocks[cidr]
            self._tell_layout()

    def assign(self, node: str, handle: str, attributes: Mapping[str, str] | None = None) -> str:
        """An address for `node`. Raises NoAddressLeft when there is none that it may have."""
        for block in self._in_turn(node):
            if address := block.assign(handle, {"node": node, **(attributes or {})}):
                self._tell(block, handle, borrowed=block.node != node)
                return address
        raise ipam.NoAddressLeft("no address left in the pools that are enabled")

    def take(self, node: str, address: str, handle: str, attributes: Mapping[str, str] | None = None) -> bool:
        """Give `node` one particular address; False where it is in use, or in no block."""
        for block in self.blocks.values():
            if block.holds(address) and block.claim(address, handle, {"node": node, **(attributes or {})}):
                self._tell(block, handle, borrowed=block.node != node)
                return True
        return False

    def _in_turn(self, node: str) -> Iterator[ipam.Block]:
        """The node's own blocks first, then a new one, then others' that may be borrowed from."""
        own = self.node_blocks(node)
        enabled = [pool for pool in self.pools if not pool.disabled]
        yield from (block for block in own if any(pool.holds(block.cidr) for pool in enabled))
        most = self.rules.most_blocks
        if self.rules.auto_allocate and (not most or len(own) < most) and (fresh := self.claim_block(node)):
            yield fresh
        if not self.rules.strict_affinity:
            for pool in enabled:
                yield from (block for block in self.blocks.values() if pool.holds(block.cidr))

    def release(self, address: str) -> bool:
        """Give an address back; False where nobody had it."""
        for block in self.blocks.values():
            if block.holds(address) and (owner := block.release(address)):
                self._tell(block, owner.handle, borrowed=block.node != owner.node)
                return True
        return False

    def release_handle(self, handle: str) -> list[str]:
        """Give back all that is filed under `handle`."""
        found = self.filed_under(handle)
        for address in found:
            self.release(address)
        return found

    def release_pods(self, node: str) -> None:
        """Give back what pods of a node had: it has started anew, and they are gone."""
        gone = [
            owner.handle
            for block in self.blocks.values()
            for owner in block.owners.values()
            if owner.node == node and "pod" in owner.attributes
        ]
        for handle in gone:
            self.release_handle(handle)

    def filed_under(self, handle: str) -> list[str]:
        """The addresses of a handle."""
        return [
            address
            for block in self.blocks.values()
            for address, owner in block.addresses()
            if owner == handle
        ]

    def node_blocks(self, node: str) -> list[ipam.Block]:
        """Blocks with an affinity to `node`, in the order in which it got them."""
        return [block for block in self.blocks.values() if block.node == node]

    def borrowed_by(self, node: str) -> list[str]:
        """The addresses that `node` has of other nodes' blocks."""
        return [
            str(ipaddress.IPv4Network(block.cidr)[ordinal])
            for block in self.blocks.values()
            if block.node != node
            for ordinal, owner in sorted(block.owners.items())
            if owner.node == node
        ]

    def pool_of(self, cidr: str) -> ipam.Pool | None:
        """The pool that a block was cut from; None where that has been deleted."""
        return next((pool for pool in self.pools if pool.holds(cidr)), None)

    def claim_block(self, node: str) -> ipam.Block | None:
        """Give `node` one more free block of a pool that is enabled, or None when none is left."""
        for pool in self.pools:
            for cidr in () if pool.disabled else self._candidates(pool, node):
                if cidr not in self.blocks:
                    self.blocks[cidr] = ipam.Block.empty(cidr, node)
                    self._tell_layout()
                    return self.blocks[cidr]
        return None

    def _candidates(self, pool: ipam.Pool, node: str) -> Iterator[str]:
        """Block CIDRs in the order that a node tries: its usual one, then all in an order of its own."""
        cidrs = pool.blocks()
        mine = self._preferred.get(node, "")
        if mine in cidrs:
            yield mine
        taken = set(self._preferred.values())
        random.Random(hashlib.sha256(node.encode()).digest()).shuffle(cidrs)
        yield from (cidr for cidr in cidrs if cidr not in taken)
        yield from (cidr for cidr in cidrs if cidr in taken)

    def _tell_layout(self) -> None:
        for watcher in list(self._layout):
            watcher()

    def _tell(self, block: ipam.Block, handle: str, *, borrowed: bool) -> None:
        for watcher in self._changes:
            watcher(block, handle)
        if borrowed:  # such an address takes a route of its own
            self._tell_layout()
