"""Which node announces an address (speaker/layer2_controller.go; the same from 0.8 to this day). Pure.

The smallest sha256 of `node#address` wins, so every speaker comes to the same owner by itself, services that share an
address share their owner, and a node that leaves moves its own addresses only.
"""

import hashlib
from collections.abc import Iterable, Sequence

from tutor.lab.client import resources


def digest(node: str, address: str) -> bytes:
    """What a node weighs for an address; compared as bytes."""
    return hashlib.sha256(f"{node}#{address}".encode()).digest()


def ranked(nodes: Iterable[str], address: str) -> list[str]:
    """The nodes in the order in which they take over the address."""
    return sorted(set(nodes), key=lambda node: digest(node, address))


def owner(nodes: Iterable[str], address: str) -> str | None:
    """The node that announces the address; None without nodes."""
    return min(set(nodes), key=lambda node: digest(node, address), default=None)


def serves(endpoint: resources.Object, *, terminating: bool) -> bool:
    """Whether an endpoint of a slice takes connections.

    `terminating` counts one that is going away but still serves, as MetalLB does since 0.13.
    """
    conditions = endpoint.get("conditions") or {}
    if conditions.get("ready") in (None, True):
        return True
    return terminating and conditions.get("serving") is True


def any_serves(slices: Sequence[resources.Object], *, terminating: bool) -> bool:
    """Whether the service has an endpoint at all."""
    return any(serves(one, terminating=terminating) for one in _endpoints(slices))


def serving_nodes(slices: Sequence[resources.Object], *, terminating: bool) -> frozenset[str]:
    """The nodes with an endpoint of the service."""
    able = (one for one in _endpoints(slices) if serves(one, terminating=terminating))
    return frozenset(one["nodeName"] for one in able if one.get("nodeName"))


def candidates(policy: str, speakers: frozenset[str] | None, serving: frozenset[str]) -> frozenset[str]:
    """Who may own an address, by externalTrafficPolicy.

    `speakers` are the nodes with a live speaker, None where nobody watches that: then those with an endpoint may
    (Local), and nobody else (Cluster).
    """
    if policy == "Local":
        return serving if speakers is None else serving & speakers
    return speakers or frozenset()


def _endpoints(slices: Sequence[resources.Object]) -> Iterable[resources.Object]:
    return (one for piece in slices for one in piece.get("endpoints") or ())
