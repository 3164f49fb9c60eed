"""Calico's address management as plain data: pools, and blocks of ordinals with an owner each. Pure.

Source of the behaviour: libcalico-go lib/ipam/ipam_block.go. Who gets an address of which block is `allocator`'s.
"""

import dataclasses
import ipaddress
from collections.abc import Iterator, Mapping

LESSON_BLOCKS = {"k8s-m": "172.16.116.0/24", "k8s-w1": "172.16.158.0/24", "k8s-w2": "172.16.184.0/24"}
"""Blocks of the lab's own nodes: Calico picks a node's first block by chance, these are the tutorial's."""

DEFAULT_POOL = "default-ipv4-ippool"
ALWAYS, CROSS_SUBNET, NEVER = "Always", "CrossSubnet", "Never"
"""Values of a pool's `vxlanMode` and `ipipMode`."""


class NoAddressLeft(Exception):  # noqa: N818 - reads as what it says
    """Every block of the pools is full."""


@dataclasses.dataclass(frozen=True)
class Pool:
    """An IP pool's settings, as its IPPool object has them; it is cut into blocks of `block_size` bits of prefix."""

    cidr: str
    name: str = DEFAULT_POOL
    block_size: int = 24
    nat_outgoing: bool = True
    vxlan_mode: str = ALWAYS
    disabled: bool = False

    def holds(self, cidr: str) -> bool:
        """Whether a block lies inside."""
        network, block = ipaddress.IPv4Network(self.cidr), ipaddress.IPv4Network(cidr)
        return block.subnet_of(network)

    def blocks(self) -> list[str]:
        """The CIDRs that it can be cut into, in order."""
        return [str(net) for net in ipaddress.IPv4Network(self.cidr).subnets(new_prefix=self.block_size)]


@dataclasses.dataclass(frozen=True)
class Owner:
    """Whose an address is: the handle that it is filed under, and what else its block tells of it."""

    handle: str
    attributes: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def node(self) -> str:
        """The node that has the address; empty where nothing is told of it."""
        return self.attributes.get("node", "")


@dataclasses.dataclass
class Block:
    """A slice of a pool. `unallocated` is a queue: taken from its head, given back to its tail.

    `sequence` counts the changes; `sequences` has its value at the time when an ordinal was taken.
    """

    cidr: str
    node: str
    unallocated: list[int]
    owners: dict[int, Owner] = dataclasses.field(default_factory=dict)
    sequence: int = 0
    sequences: dict[int, int] = dataclasses.field(default_factory=dict)

    @classmethod
    def empty(cls, cidr: str, node: str) -> "Block":
        """A block in which every address is free, the network address included."""
        return cls(cidr, node, list(range(ipaddress.ip_network(cidr).num_addresses)))

    def assign(self, handle: str, attributes: Mapping[str, str] | None = None) -> str | None:
        """The next address, or None when the block is full."""
        if not self.unallocated:
            return None
        ordinal = self.unallocated.pop(0)
        self._take(ordinal, Owner(handle, attributes or {}))
        return str(ipaddress.ip_network(self.cidr)[ordinal])

    def claim(self, address: str, handle: str, attributes: Mapping[str, str] | None = None) -> bool:
        """Take one particular address; False where it is taken already."""
        ordinal = self.ordinal(address)
        if ordinal in self.owners:
            return False
        self.unallocated.remove(ordinal)
        self._take(ordinal, Owner(handle, attributes or {}))
        return True

    def _take(self, ordinal: int, owner: Owner) -> None:
        self.owners[ordinal] = owner
        self.sequences[ordinal] = self.sequence
        self.sequence += 1

    def release(self, address: str) -> Owner | None:
        """Give an address back, to be handed out again last; who had it, or None where it was free."""
        ordinal = self.ordinal(address)
        owner = self.owners.pop(ordinal, None)
        if owner is not None:
            self.unallocated.append(ordinal)
            self.sequences.pop(ordinal, None)
            self.sequence += 1
        return owner

    def addresses(self) -> Iterator[tuple[str, str]]:
        """(address, handle) of all that is in use."""
        network = ipaddress.ip_network(self.cidr)
        return ((str(network[ordinal]), owner.handle) for ordinal, owner in sorted(self.owners.items()))

    def holds(self, address: str) -> bool:
        """Whether an address lies inside."""
        return ipaddress.ip_address(address) in ipaddress.ip_network(self.cidr)

    def ordinal(self, address: str) -> int:
        """An address's place in the block."""
        network = ipaddress.ip_network(self.cidr)
        return int(ipaddress.ip_address(address)) - int(network.network_address)
