"""What an election needs to know of the cluster, and who may stand for a pool's address. Pure."""

import typing
from collections.abc import Mapping, Sequence

from tutor.lab.client import resources
from tutor.lab.metallb import model
from tutor.lab.metallb.layer2 import election

NOT_OWNER = "notOwner"


class Electorate(typing.Protocol):
    """The speakers and nodes, as this speaker sees them now."""

    def speakers(self) -> frozenset[str] | None:
        """The nodes whose speakers live; None where nobody watches that."""

    def nodes(self) -> Mapping[str, resources.Object]:
        """The Node objects by name; empty where they are not read (v0.11 reads none but its own)."""


class Rules(typing.Protocol):
    """One generation's candidates for an address."""

    def candidates(
        self, pool: model.Pool, service: resources.Object, slices: Sequence[resources.Object]
    ) -> frozenset[str]:
        """The nodes among which the owner is elected; none: nobody announces."""


class Early:
    """MetalLB up to 0.12: a layer 2 pool is announced from any node with a live speaker, whatever the pool says."""

    def __init__(self, electorate: Electorate) -> None:
        self._electorate = electorate

    def candidates(
        self,
        pool: model.Pool,  # noqa: ARG002 - see above
        service: resources.Object,
        slices: Sequence[resources.Object],
    ) -> frozenset[str]:
        """See Rules."""
        serving = election.serving_nodes(slices, terminating=False)
        if not election.any_serves(slices, terminating=False):
            return frozenset()
        return election.candidates(_policy(service), self._electorate.speakers(), serving)


class Selective:
    """MetalLB from 0.13 on: only nodes that an L2Advertisement of the pool selects, and that are fit for it."""

    def __init__(self, electorate: Electorate, *, ignore_exclusion: bool = False) -> None:
        self._electorate, self._ignore_exclusion = electorate, ignore_exclusion

    def candidates(
        self, pool: model.Pool, service: resources.Object, slices: Sequence[resources.Object]
    ) -> frozenset[str]:
        """See Rules. Without a watch over the speakers, one is taken to run on every node."""
        if not election.any_serves(slices, terminating=True):
            return frozenset()
        nodes, alive = self._electorate.nodes(), self._electorate.speakers()
        standing = frozenset(nodes) if alive is None else alive
        fit = frozenset(name for name in standing if name in nodes and self._fit(pool, nodes[name]))
        serving = election.serving_nodes(slices, terminating=True)
        return election.candidates(_policy(service), fit, serving)

    def _fit(self, pool: model.Pool, node: resources.Object) -> bool:
        labels = node["metadata"].get("labels") or {}
        if model.EXCLUDED in labels and not self._ignore_exclusion:
            return False
        return not _network_unavailable(node) and bool(advertisements(pool, labels))


def advertisements(pool: model.Pool, labels: Mapping[str, str]) -> list[model.L2Advertisement]:
    """The pool's advertisements for a node with these labels."""
    return [one for one in pool.l2 if model.any_matches(one.nodes, labels)]


def interfaces(pool: model.Pool, labels: Mapping[str, str]) -> frozenset[str] | None:
    """The interfaces on which a node with these labels announces the pool; None are all of them."""
    chosen = advertisements(pool, labels)
    if any(not one.interfaces for one in chosen):
        return None
    return frozenset(name for one in chosen for name in one.interfaces)


def _policy(service: resources.Object) -> str:
    return str(service["spec"].get("externalTrafficPolicy", "Cluster"))


def _network_unavailable(node: resources.Object) -> bool:
    conditions = (node.get("status") or {}).get("conditions") or ()
    return any(one["type"] == "NetworkUnavailable" and one["status"] == "True" for one in conditions)
