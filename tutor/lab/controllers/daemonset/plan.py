"""Which nodes a daemon belongs on, which pods to make and to delete, and what a daemon set reports."""

import copy
import datetime
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, pods
from tutor.lab.controllers.deployment import sizes
from tutor.lab.controllers.scheduler import affinity, taints

Object = dict[str, Any]
HASH = "controller-revision-hash"
GENERATION = "pod-template-generation"

TOLERATIONS: tuple[Object, ...] = (
    {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"},
    {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"},
    {"key": "node.kubernetes.io/disk-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/memory-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/pid-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"},
)
_HOST_NETWORK: Object = {
    "key": "node.kubernetes.io/network-unavailable",
    "operator": "Exists",
    "effect": "NoSchedule",
}


def tolerations(spec: Object) -> list[Object]:
    """The template's tolerations and those that every daemon has."""
    always = [*TOLERATIONS, _HOST_NETWORK] if spec.get("hostNetwork") else list(TOLERATIONS)
    own = list(spec.get("tolerations") or ())
    return own + [one for one in always if one not in own]


def belongs(daemon_set: Object, node: Object) -> tuple[bool, bool]:
    """Whether a pod should be started on the node, and whether a running one may stay."""
    spec = daemon_set["spec"]["template"]["spec"]
    fits = affinity.selects_node({**spec, "nodeName": ""}, node)
    if spec.get("nodeName") not in (None, "", node["metadata"]["name"]) or not fits:
        return False, False
    pod = {"spec": {**spec, "tolerations": tolerations(spec)}}
    start = taints.untolerated(pod, node, ("NoSchedule", "NoExecute")) is None
    stay = taints.untolerated(pod, node, ("NoExecute",)) is None
    return start, stay


def pod_for(daemon_set: Object, node: str, digest: str) -> Object:
    """The daemon's pod for one node; the scheduler binds it by its affinity to the node's name."""
    pod = copy.deepcopy(pods.from_template(daemon_set["spec"]["template"], daemon_set, resources.DAEMON_SETS))
    spec = pod["spec"]
    spec["tolerations"] = tolerations(spec)
    wanted = spec.setdefault("affinity", {}).setdefault("nodeAffinity", {})
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    known = (wanted.get(required) or {}).get("nodeSelectorTerms") or [{}]
    wanted[required] = {"nodeSelectorTerms": [{**one, **term} for one in known]}
    labels = pod["metadata"].setdefault("labels", {})
    generation = str(daemon_set["metadata"].get("generation", 1))
    pod["metadata"]["labels"] = {**labels, HASH: digest, GENERATION: generation}
    return pod


def target(pod: Object) -> str:
    """The node that a daemon's pod is on or meant for."""
    if pods.node(pod):
        return pods.node(pod)
    required = ((pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}).get(
        "requiredDuringSchedulingIgnoredDuringExecution"
    ) or {}
    for term in required.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field["key"] == "metadata.name":
                return str(field["values"][0])
    return ""


def by_node(owned: list[Object]) -> dict[str, list[Object]]:
    """The pods of a daemon set by the node they are on or meant for, oldest first."""
    found: dict[str, list[Object]] = {}
    for pod in sorted(owned, key=lambda one: one["metadata"].get("creationTimestamp", "")):
        found.setdefault(target(pod), []).append(pod)
    return found


def difference(
    daemon_set: Object, nodes: list[Object], owned: list[Object]
) -> tuple[list[str], list[Object]]:
    """Names of nodes that lack a pod, and the pods to delete: failed, superfluous or misplaced."""
    placed = by_node(owned)
    create: list[str] = []
    delete: list[Object] = []
    for node in nodes:
        name = node["metadata"]["name"]
        here = placed.pop(name, [])
        start, stay = belongs(daemon_set, node)
        delete += [pod for pod in here if pods.phase(pod) == "Failed" and not meta.deleting(pod)]
        running = [pod for pod in here if pods.phase(pod) != "Failed"]
        if start and not here:
            create.append(name)
        elif not stay:
            delete += [pod for pod in running if not meta.deleting(pod)]
        else:
            delete += [pod for pod in running if not meta.deleting(pod)][1:]
    lost = [pod for name, here in placed.items() if name for pod in here if not meta.deleting(pod)]
    return create, delete + lost


def outdated(
    daemon_set: Object, nodes: list[Object], owned: list[Object], digest: str, now: datetime.datetime
) -> list[Object]:
    """The pods of older templates that a rolling update may delete now."""
    strategy = daemon_set["spec"].get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return []
    minimum = int(daemon_set["spec"].get("minReadySeconds", 0))
    wanted = [node["metadata"]["name"] for node in nodes if belongs(daemon_set, node)[0]]
    bound = (strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1)
    allowed = sizes.scaled(bound, len(wanted), up=True)
    placed = by_node([pod for pod in owned if not pods.finished(pod)])
    old_ready: list[Object] = []
    old_broken: list[Object] = []
    missing = 0
    for name in wanted:
        serving = [
            pod
            for pod in placed.get(name, [])
            if pods.available(pod, minimum, now) and not meta.deleting(pod)
        ]
        missing += not serving
        for pod in placed.get(name, []):
            if meta.labels(pod).get(HASH) != digest and not meta.deleting(pod):
                (old_ready if pod in serving else old_broken).append(pod)
    return old_broken + old_ready[: max(0, allowed - missing)]


def status(
    daemon_set: Object, nodes: list[Object], owned: list[Object], digest: str, now: datetime.datetime
) -> Object:
    """The new status."""
    minimum = int(daemon_set["spec"].get("minReadySeconds", 0))
    placed = by_node(owned)
    found = dict.fromkeys(("current", "desired", "misplaced", "ready", "updated", "available"), 0)
    for node in nodes:
        here = placed.get(node["metadata"]["name"], [])
        if not belongs(daemon_set, node)[0]:
            found["misplaced"] += bool(here)
            continue
        found["desired"] += 1
        if here:
            pod = here[0]
            found["current"] += 1
            found["updated"] += meta.labels(pod).get(HASH) == digest
            if pods.ready(pod):
                found["ready"] += 1
                found["available"] += pods.available(pod, minimum, now)
    result = {
        "currentNumberScheduled": found["current"],
        "numberMisscheduled": found["misplaced"],
        "desiredNumberScheduled": found["desired"],
        "numberReady": found["ready"],
    }
    optional = {
        "observedGeneration": daemon_set["metadata"].get("generation", 0),
        "updatedNumberScheduled": found["updated"],
        "numberAvailable": found["available"],
        "numberUnavailable": found["desired"] - found["available"],
    }
    return {**result, **{key: number for key, number in optional.items() if number}}
