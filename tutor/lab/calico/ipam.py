"""Calico's address management: blocks with an affinity to a node, ordinals with a handle. Pure.

Source of the behaviour: libcalico-go lib/ipam/{ipam_block,ipam_block_reader_writer}.go.
"""

import dataclasses
import hashlib
import ipaddress
import random
from collections.abc import Callable, Iterator, Mapping

LESSON_BLOCKS = {"k8s-m": "172.16.116.0/24", "k8s-w1": "172.16.158.0/24", "k8s-w2": "172.16.184.0/24"}
"""Blocks of the lab's own nodes: Calico picks a node's first block by chance, these are the tutorial's."""


class NoAddressLeft(Exception):  # noqa: N818 - reads as what it says
    """Every block of the pool is full."""


@dataclasses.dataclass
class Block:
    """A slice of the pool. `unallocated` is a queue: taken from its head, given back to its tail."""

    cidr: str
    node: str
    unallocated: list[int]
    handles: dict[int, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def empty(cls, cidr: str, node: str) -> "Block":
        """A block in which every address is free, the network address included."""
        return cls(cidr, node, list(range(ipaddress.ip_network(cidr).num_addresses)))

    def assign(self, handle: str) -> str | None:
        """The next address, or None when the block is full."""
        if not self.unallocated:
            return None
        ordinal = self.unallocated.pop(0)
        self.handles[ordinal] = handle
        return str(ipaddress.ip_network(self.cidr)[ordinal])

    def claim(self, address: str, handle: str) -> bool:
        """Take one particular address; False where it is taken already."""
        ordinal = self._ordinal(address)
        if ordinal in self.handles:
            return False
        self.unallocated.remove(ordinal)
        self.handles[ordinal] = handle
        return True

    def release(self, address: str) -> bool:
        """Give an address back, to be handed out again last; False where it was free."""
        ordinal = self._ordinal(address)
        if self.handles.pop(ordinal, None) is None:
            return False
        self.unallocated.append(ordinal)
        return True

    def addresses(self) -> Iterator[tuple[str, str]]:
        """(address, handle) of all that is in use."""
        network = ipaddress.ip_network(self.cidr)
        return ((str(network[ordinal]), handle) for ordinal, handle in sorted(self.handles.items()))

    def holds(self, address: str) -> bool:
        """Whether an address lies inside."""
        return ipaddress.ip_address(address) in ipaddress.ip_network(self.cidr)

    def _ordinal(self, address: str) -> int:
        network = ipaddress.ip_network(self.cidr)
        return int(ipaddress.ip_address(address)) - int(network.network_address)


class Pool:
    """An IP pool cut into blocks of `block_size` bits of prefix."""

    def __init__(
        self, cidr: str, *, block_size: int = 24, preferred: Mapping[str, str] | None = None
    ) -> None:
        self.cidr, self.block_size = cidr, block_size
        self.blocks: dict[str, Block] = {}
        self._watchers: list[Callable[[], None]] = []
        self._preferred = dict(LESSON_BLOCKS if preferred is None else preferred)

    def on_claim(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` whenever a node gets a block."""
        self._watchers.append(watcher)

    def assign(self, node: str, handle: str) -> str:
        """An address for `node`: from its own blocks, from a new one, or borrowed from another node's.

        Raises NoAddressLeft when the pool is exhausted.
        """
        for block in self.node_blocks(node):
            if address := block.assign(handle):
                return address
        fresh = self.claim_block(node)
        candidates = [fresh] if fresh else list(self.blocks.values())
        for block in candidates:
            if address := block.assign(handle):
                return address
        raise NoAddressLeft(f"no address left in pool {self.cidr}")

    def release(self, address: str) -> bool:
        """Give an address back; False where nobody had it."""
        return any(block.release(address) for block in self.blocks.values() if block.holds(address))

    def release_handle(self, handle: str) -> list[str]:
        """Give back all that is filed under `handle`."""
        found = [
            address
            for block in self.blocks.values()
            for address, owner in block.addresses()
            if owner == handle
        ]
        for address in found:
            self.release(address)
        return found

    def node_blocks(self, node: str) -> list[Block]:
        """Blocks with an affinity to `node`, in the order in which it got them."""
        return [block for block in self.blocks.values() if block.node == node]

    def claim_block(self, node: str) -> Block | None:
        """Give `node` one more free block, or None when none is left."""
        for cidr in self._candidates(node):
            if cidr not in self.blocks:
                self.blocks[cidr] = Block.empty(cidr, node)
                for watcher in self._watchers:
                    watcher()
                return self.blocks[cidr]
        return None

    def _candidates(self, node: str) -> Iterator[str]:
        """Block CIDRs in the order that a node tries: its usual one, then all in an order of its own."""
        mine = self._preferred.get(node, "")
        if mine:
            yield mine
        taken = set(self._preferred.values())
        prefixes = [str(net) for net in ipaddress.ip_network(self.cidr).subnets(new_prefix=self.block_size)]
        random.Random(hashlib.sha256(node.encode()).digest()).shuffle(prefixes)
        yield from (cidr for cidr in prefixes if cidr not in taken)
        yield from (cidr for cidr in prefixes if cidr in taken)
