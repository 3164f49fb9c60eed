"""MetalLB's configuration in the one form that controller and speaker work with, whatever form it was written in.

The ConfigMap of <= 0.12 and the custom resources of >= 0.13 are both read into it (`tutor.lab.metallb.config`).
Fields and defaults are those of MetalLB's internal/config/config.go. Pure.
"""

import dataclasses
import ipaddress
from collections.abc import Mapping

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LAYER2 = "layer2"
BGP = "bgp"

EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
"""The label of nodes that announce nothing; kubeadm gives it to the control plane."""


@dataclasses.dataclass(frozen=True)
class Requirement:
    """One term of a label selector: `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels meets it (apimachinery, labels.Requirement)."""
        match self.operator:
            case "In":
                return labels.get(self.key, None) in self.values
            case "NotIn":
                return labels.get(self.key, None) not in self.values
            case "Exists":
                return self.key in labels
            case _:
                return self.key not in labels


@dataclasses.dataclass(frozen=True)
class Selector:
    """A label selector: all of its requirements; without any it takes everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is taken."""
        return all(one.matches(labels) for one in self.requirements)


def any_matches(selectors: tuple[Selector, ...], labels: Mapping[str, str]) -> bool:
    """Whether one of `selectors` takes these labels; no selectors at all take every node."""
    return not selectors or any(one.matches(labels) for one in selectors)


@dataclasses.dataclass(frozen=True)
class L2Advertisement:
    """Where a pool's addresses are announced by ARP: nodes (any selector), and interfaces (none: all)."""

    name: str = ""
    nodes: tuple[Selector, ...] = ()
    interfaces: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class BgpAdvertisement:
    """How a pool's addresses are announced by BGP. `communities` are 32-bit values, high half the AS.

    `peers` names the peers that get it (none: all of them).
    """

    name: str = ""
    aggregation_length: int = 32
    aggregation_length_v6: int = 128
    local_pref: int = 0
    communities: frozenset[int] = frozenset()
    peers: tuple[str, ...] = ()
    nodes: tuple[Selector, ...] = ()


@dataclasses.dataclass(frozen=True)
class Allocation:
    """Who may have a pool's addresses (IPAddressPool.spec.serviceAllocation); a lower priority number goes first.

    Priority 0 is none, and goes last. `namespaces` are those that are listed and those that carry the labels asked
    for when the configuration was read.
    """

    priority: int = 0
    namespaces: frozenset[str] = frozenset()
    service_selectors: tuple[Selector, ...] = ()


@dataclasses.dataclass(frozen=True)
class Pool:
    """Addresses to give away. `cidrs` keep the order in which they were written; a range is split into CIDRs."""

    name: str
    cidrs: tuple[Network, ...]
    avoid_buggy_ips: bool = False
    auto_assign: bool = True
    allocation: Allocation | None = None
    l2: tuple[L2Advertisement, ...] = ()
    bgp: tuple[BgpAdvertisement, ...] = ()

    def contains(self, address: Address) -> bool:
        """Whether the pool owns the address, as far as its CIDRs say."""
        return any(address in cidr for cidr in self.cidrs)


@dataclasses.dataclass(frozen=True)
class Peer:
    """A BGP router to speak to. Times in seconds; keepalive None is a third of the hold time."""

    name: str
    my_asn: int
    peer_asn: int
    address: Address
    port: int = 179
    hold_time: int = 90
    keepalive: int | None = None
    source: Address | None = None
    router_id: Address | None = None
    password: str = dataclasses.field(default="", repr=False)
    nodes: tuple[Selector, ...] = ()
    ebgp_multihop: bool = False


@dataclasses.dataclass(frozen=True)
class Config:
    """All of it. `pools` by name, in the order in which they were written."""

    pools: Mapping[str, Pool] = dataclasses.field(default_factory=dict)
    peers: tuple[Peer, ...] = ()

    def pool_of(self, address: Address) -> Pool | None:
        """The pool that owns the address."""
        return next((pool for pool in self.pools.values() if pool.contains(address)), None)
