"""Which routes a service's address makes, and which of them a peer gets. Pure.

After MetalLB's speaker/bgp_controller.go, functions SetBalancer and updateAds.
"""

import dataclasses
import ipaddress
from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.metallb import model
from tutor.lab.metallb.bgp import attributes, updates


@dataclasses.dataclass(frozen=True)
class Route:
    """A prefix as it is announced; `communities` sorted. `peers` names those that get it, none for all."""

    prefix: model.Network
    local_pref: int = 0
    communities: tuple[int, ...] = ()
    peers: tuple[str, ...] = ()


def on_node(pool: model.Pool, labels: Mapping[str, str]) -> list[model.BgpAdvertisement]:
    """The pool's advertisements that hold for a node with these labels."""
    return [one for one in pool.bgp if model.any_matches(one.nodes, labels)]


def routes(address: model.Address, pool: model.Pool, labels: Mapping[str, str]) -> tuple[Route, ...]:
    """One route for each advertisement of the pool, the address cut to the advertisement's aggregation length."""
    return tuple(
        Route(_aggregate(address, one), one.local_pref, tuple(sorted(one.communities)), one.peers)
        for one in on_node(pool, labels)
    )


def _aggregate(address: model.Address, how: model.BgpAdvertisement) -> model.Network:
    length = how.aggregation_length if address.version == 4 else how.aggregation_length_v6
    return ipaddress.ip_network((address, length), strict=False)


class Table:
    """All services' routes. A prefix is announced as long as one service makes it."""

    def __init__(self) -> None:
        self._services: dict[str, tuple[Route, ...]] = {}

    def set(self, service: str, made: tuple[Route, ...]) -> None:
        """The service makes these now, and no others."""
        self._services[service] = made

    def remove(self, service: str) -> bool:
        """The service makes none; whether it made any."""
        return self._services.pop(service, None) is not None

    def of(self, peer: str) -> tuple[Route, ...]:
        """What a peer is to get, service by service; one prefix may occur more than once."""
        return tuple(
            route
            for service in sorted(self._services)
            for route in self._services[service]
            if not route.peers or peer in route.peers
        )


def compact(these: Iterable[Route]) -> dict[ipaddress.IPv4Network, Route]:
    """One route for each prefix, the last where they differ; IPv6 is left out, as MetalLB's native BGP has none."""
    return {one.prefix: one for one in these if isinstance(one.prefix, ipaddress.IPv4Network)}


def update(
    route: Route,
    next_hop: ipaddress.IPv4Address,
    my_asn: int,
    *,
    internal: bool,
    origin: int = attributes.IGP,
) -> updates.Update:
    """The message that announces a route; its path is empty within one system (RFC 4271 §5.1.2, §5.1.5).

    MetalLB up to 0.12 called the origin incomplete.
    """
    path = () if internal else (attributes.Segment(attributes.AS_SEQUENCE, (my_asn,)),)
    described = attributes.Attributes(
        origin=origin,
        as_path=path,
        next_hop=next_hop,
        local_pref=route.local_pref if internal else None,
        communities=route.communities,
    )
    assert isinstance(route.prefix, ipaddress.IPv4Network)
    return updates.Update(path=described, announced=(route.prefix,))


PREFIXES = 800
"""At most so many are withdrawn in one message: five octets each, in one of 4096."""


def withdrawals(prefixes: Sequence[ipaddress.IPv4Network]) -> list[updates.Update]:
    """The messages that take prefixes back."""
    starts = range(0, len(prefixes), PREFIXES)
    return [updates.Update(withdrawn=tuple(prefixes[start : start + PREFIXES])) for start in starts]
