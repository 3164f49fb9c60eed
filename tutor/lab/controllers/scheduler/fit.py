"""Why a node will not do for a pod, in the scheduler's words; the first obstacle of each node counts."""

from typing import Any

from tutor.lab.controllers import quantities
from tutor.lab.controllers.scheduler import affinity, nodes, taints, topology

Object = dict[str, Any]


class Neighbours:
    """What a decision about one pod needs to know of all nodes, looked up only when asked for."""

    def __init__(self, picture: nodes.Picture) -> None:
        self.objects = [node.obj for node in picture.nodes.values()]
        self._picture = picture
        self._running: list[tuple[Object, Object]] | None = None

    @property
    def running(self) -> list[tuple[Object, Object]]:
        """All placed pods with their nodes."""
        if self._running is None:
            self._running = self._picture.running()
        return self._running

    def guarded(self) -> list[tuple[Object, Object]]:
        """Those that have required anti-affinity of their own."""
        return [one for one in self.running if affinity.required(one[0]["spec"], "podAntiAffinity")]


def obstacles(pod: Object, wanted: quantities.Amounts, node: nodes.Node, around: Neighbours) -> list[str]:
    """The reasons against the node, empty when the pod fits. `wanted` is what the pod requests."""
    spec = pod["spec"]
    unschedulable = node.obj.get("spec", {}).get("unschedulable")
    if unschedulable and not taints.tolerated(pod, taints.UNSCHEDULABLE):
        return ["node(s) were unschedulable"]
    if spec.get("nodeName") not in (None, "", node.name):
        return ["node(s) didn't match the requested node name"]
    taint = taints.untolerated(pod, node.obj, ("NoSchedule", "NoExecute"))
    if taint is not None:
        return [f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"]
    if not affinity.selects_node(spec, node.obj):
        return ["node(s) didn't match Pod's node affinity/selector"]
    taken = {port for one in node.placed.values() for port in one.ports}
    if taken & set(nodes.host_ports(spec)):
        return ["node(s) didn't have free ports for the requested pod ports"]
    lacking = _resources(wanted, node)
    if lacking:
        return lacking
    if spec.get("topologySpreadConstraints") and topology.violated(
        pod, node.obj, around.objects, around.running
    ):
        return ["node(s) didn't match pod topology spread constraints"]
    return _between_pods(pod, node.obj, around)


def _resources(wanted: quantities.Amounts, node: nodes.Node) -> list[str]:
    lacking = []
    if len(node.placed) + 1 > node.allocatable.get("pods", 110):
        lacking.append("Too many pods")
    for name, number in wanted.items():
        if number and node.used.get(name, 0) + number > node.allocatable.get(name, 0):
            lacking.append(f"Insufficient {name}")
    return lacking


def _between_pods(pod: Object, node: Object, around: Neighbours) -> list[str]:
    spec = pod["spec"]
    for other, where in around.guarded():
        for term in affinity.required(other["spec"], "podAntiAffinity"):
            if affinity.term_selects(term, other, pod) and affinity.same_domain(term, node, where):
                return ["node(s) didn't satisfy existing pods anti-affinity rules"]
    for term in affinity.required(spec, "podAntiAffinity"):
        if affinity.placed(term, pod, node, around.running):
            return ["node(s) didn't match pod anti-affinity rules"]
    for term in affinity.required(spec, "podAffinity"):
        if affinity.placed(term, pod, node, around.running):
            continue
        first_of_its_kind = affinity.term_selects(term, pod, pod) and not any(
            affinity.term_selects(term, pod, other) for other, _ in around.running
        )
        if not first_of_its_kind:
            return ["node(s) didn't match pod affinity rules"]
    return []
