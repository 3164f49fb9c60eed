"""The scheduler's picture of the nodes: what each offers, and what runs there already."""

import dataclasses
import fractions
from collections.abc import Iterable
from typing import Any

from tutor.lab.controllers import pods, quantities

Object = dict[str, Any]
_DEFAULT_CPU, _DEFAULT_MEMORY = fractions.Fraction(1, 10), fractions.Fraction(200 * 2**20)


@dataclasses.dataclass(frozen=True)
class Placed:
    """A pod on a node and what it takes up."""

    pod: Object
    requests: quantities.Amounts
    ports: frozenset[tuple[str, int]]


def place(pod: Object) -> Placed:
    """Read off a pod what matters for its neighbours."""
    return Placed(pod, quantities.requests(pod["spec"]), frozenset(host_ports(pod["spec"])))


def host_ports(spec: Object) -> Iterable[tuple[str, int]]:
    """Protocol and number of the ports that the pod takes of its node."""
    for container in spec.get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                yield port.get("protocol", "TCP"), int(port["hostPort"])


class Node:
    """One node, with running sums."""

    def __init__(self, obj: Object) -> None:
        self.obj = obj
        self.name: str = obj["metadata"]["name"]
        self.allocatable = quantities.amounts((obj.get("status") or {}).get("allocatable"))
        self.placed: dict[str, Placed] = {}
        self.used: quantities.Amounts = {}

    def refresh(self, obj: Object) -> None:
        """Take in a newer state of the node object."""
        self.obj = obj
        self.allocatable = quantities.amounts((obj.get("status") or {}).get("allocatable"))

    def add(self, key: str, one: Placed) -> None:
        """A pod is here now."""
        self.remove(key)
        self.placed[key] = one
        self.used = quantities.add(self.used, one.requests)

    def remove(self, key: str) -> None:
        """A pod is here no more."""
        known = self.placed.pop(key, None)
        if known is not None:
            self.used = {name: number - known.requests.get(name, 0) for name, number in self.used.items()}

    def load(self, resource: str) -> float:
        """The share of a resource that is taken; pods that ask for nothing count a little."""
        offered = self.allocatable.get(resource, fractions.Fraction(0))
        if not offered:
            return 1.0
        least = _DEFAULT_CPU if resource == "cpu" else _DEFAULT_MEMORY
        silent = sum(not one.requests.get(resource) for one in self.placed.values())
        return float((self.used.get(resource, 0) + silent * least) / offered)


class Picture:
    """All nodes and the pods on them."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._where: dict[str, str] = {}
        self._homeless: dict[str, dict[str, Placed]] = {}

    def set_node(self, obj: Object) -> None:
        """A node is there or has changed."""
        name = obj["metadata"]["name"]
        if name in self.nodes:
            self.nodes[name].refresh(obj)
            return
        self.nodes[name] = Node(obj)
        for key, one in self._homeless.pop(name, {}).items():
            self.nodes[name].add(key, one)

    def drop_node(self, name: str) -> None:
        """A node is gone; what ran there waits for it to come back or to be deleted."""
        node = self.nodes.pop(name, None)
        if node is not None and node.placed:
            self._homeless[name] = dict(node.placed)

    def put(self, key: str, pod: Object, node: str) -> None:
        """A pod is on a node, bound or about to be."""
        self.take(key)
        self._where[key] = node
        if node in self.nodes:
            self.nodes[node].add(key, place(pod))
        else:
            self._homeless.setdefault(node, {})[key] = place(pod)

    def take(self, key: str) -> None:
        """A pod is gone or finished."""
        node = self._where.pop(key, "")
        if node in self.nodes:
            self.nodes[node].remove(key)
        self._homeless.get(node, {}).pop(key, None)

    def holds(self, key: str) -> bool:
        """Whether the pod has a place."""
        return key in self._where

    def running(self) -> list[tuple[Object, Object]]:
        """All placed pods with their nodes."""
        return [(one.pod, node.obj) for node in self.nodes.values() for one in node.placed.values()]


def settled(pod: Object) -> bool:
    """Whether the pod takes up room on a node."""
    return bool(pods.node(pod)) and not pods.finished(pod)
