"""Which nodes ought to announce a Service's address by BGP, worked out from the cluster's objects.

MetalLB, speaker/bgp_controller.go (ShouldAnnounce): nobody without an endpoint that is ready; with the policy Local
only nodes that have one of their own; else every node with a speaker. Later releases pass over nodes that are labelled
to be left out of load balancers, unless the speaker is told to ignore the label.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.checkapi import objects, shown
from tutor.checkapi.services import backends

EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"


@dataclass(frozen=True)
class Announcers:
    """Addresses of nodes that have to announce, and of those that may or may not."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()

    def allow(self, found: Iterable[str]) -> bool:
        """Whether exactly these announcing is right; nobody announcing never is."""
        there = set(found)
        return bool(there) and self.must <= there <= self.must | self.may


def announcers(
    *, local: bool, ready: Iterable[str], speaking: Iterable[str], left_out: Iterable[str]
) -> Announcers:
    """From names of nodes: with a ready endpoint, with a speaker, and labelled to be left out. Pure."""
    with_endpoint = set(ready)
    able = set(speaking) if with_endpoint else set()
    if local:
        able &= with_endpoint
    return Announcers(frozenset(able - set(left_out)), frozenset(able & set(left_out)))


def of(cluster: objects.Cluster, service: str, namespace: str) -> Announcers:
    """The addresses of a Service's announcers; nobody where there is no such Service. Raises OSError."""
    backed = backends.find(cluster, service, namespace)
    nodes = backends.node_addresses(cluster)
    if backed is None:
        return Announcers(frozenset())
    found = announcers(
        local=backed.local_only,
        ready={one.node for one in backed.endpoints},
        speaking=speakers(cluster),
        left_out={
            node["metadata"]["name"]
            for node in cluster.select("nodes")
            if EXCLUDED in node["metadata"].get("labels", {})
        },
    )
    return Announcers(
        frozenset(nodes[name] for name in found.must if name in nodes),
        frozenset(nodes[name] for name in found.may if name in nodes),
    )


def speakers(cluster: objects.Cluster) -> dict[str, str]:
    """Address of each node where a speaker of MetalLB runs, by the node's name, in order. Raises OSError."""
    names = {
        str(pod["spec"].get("nodeName", ""))
        for pod in objects.alive(cluster.select("pods"))
        if shown.field(pod, "status.phase") == "Running" and is_speaker(pod["metadata"].get("labels", {}))
    }
    nodes = backends.node_addresses(cluster)
    return {name: nodes[name] for name in sorted(names & nodes.keys())}


def vip(cluster: objects.Cluster, service: str, namespace: str) -> str:
    """The first address that the load balancer gave to a Service; "" where there is none. Raises OSError."""
    live = cluster.select("services", namespace, "", service)
    return str(shown.field(live[0], "status.loadBalancer.ingress.0.ip") or "") if live else ""


def is_speaker(labels: dict[str, str]) -> bool:
    """By the labels of MetalLB's own manifests, or those of its Helm chart."""
    component = (labels.get("component"), labels.get("app.kubernetes.io/component"))
    return "speaker" in component and "metallb" in (labels.get("app"), labels.get("app.kubernetes.io/name"))
