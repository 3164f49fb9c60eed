"""Which of the nodes that will do is the best (kubernetes: the default plugins and their weights)."""

from typing import Any

from tutor.lab.controllers import meta
from tutor.lab.controllers.scheduler import affinity, fit, nodes, taints, topology

Object = dict[str, Any]
_SPREAD, _TAINTS, _NODE_AFFINITY, _POD_AFFINITY = 2, 3, 2, 2


def best(pod: Object, candidates: list[nodes.Node], around: fit.Neighbours) -> nodes.Node:
    """The node with the most points; of equals the one with the fewest pods, then the first by name."""
    points = dict.fromkeys((node.name for node in candidates), 0.0)
    _add(points, {node.name: _free(node) for node in candidates}, 1)
    _add(points, _spread(pod, candidates, around), _SPREAD)
    _add(points, _scaled({node.name: -taints.disliked(pod, node.obj) for node in candidates}), _TAINTS)
    wished = {node.name: affinity.node_preference(pod["spec"], node.obj) for node in candidates}
    _add(points, _scaled(wished), _NODE_AFFINITY)
    _add(points, _scaled(_company(pod, candidates, around)), _POD_AFFINITY)
    return min(candidates, key=lambda node: (-round(points[node.name], 6), len(node.placed), node.name))


def _add(points: dict[str, float], more: dict[str, float], weight: int) -> None:
    for name, number in more.items():
        points[name] += weight * number


def _free(node: nodes.Node) -> float:
    """NodeResourcesFit with LeastAllocated: 100 for an idle node."""
    return 100 - 50 * (min(1.0, node.load("cpu")) + min(1.0, node.load("memory")))


def _scaled(raw: dict[str, int]) -> dict[str, float]:
    """From 0 for the worst to 100 for the best."""
    low, high = min(raw.values()), max(raw.values())
    return {name: 100 * (number - low) / (high - low) if high > low else 0.0 for name, number in raw.items()}


def _spread(pod: Object, candidates: list[nodes.Node], around: fit.Neighbours) -> dict[str, float]:
    """Keep the pods of one controller, or of a soft constraint's selector, apart."""
    owner = meta.controller_of(pod)
    raw = dict.fromkeys((node.name for node in candidates), 0)
    if owner is not None:
        for node in candidates:
            raw[node.name] -= sum(meta.owned_by(one.pod, owner["uid"]) for one in node.placed.values())
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        if constraint.get("whenUnsatisfiable") == "ScheduleAnyway":
            found = topology.counts(constraint, pod, around.running)
            for node in candidates:
                raw[node.name] -= found[meta.labels(node.obj).get(constraint["topologyKey"], "")]
    return _scaled(raw)


def _company(pod: Object, candidates: list[nodes.Node], around: fit.Neighbours) -> dict[str, int]:
    raw = dict.fromkeys((node.name for node in candidates), 0)
    for kind, sign in (("podAffinity", 1), ("podAntiAffinity", -1)):
        for wish in affinity.preferred(pod["spec"], kind):
            term = wish["podAffinityTerm"]
            for node in candidates:
                raw[node.name] += sign * wish["weight"] * affinity.placed(term, pod, node.obj, around.running)
    return raw
