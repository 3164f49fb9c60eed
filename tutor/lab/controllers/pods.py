"""What controllers ask about pods (kubernetes: pkg/api/v1/pod, pkg/controller/controller_utils.go)."""

import datetime
from collections.abc import Callable
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta

Object = dict[str, Any]


def phase(pod: Object) -> str:
    """Pending, Running, Succeeded, Failed or Unknown."""
    return str((pod.get("status") or {}).get("phase", "Pending"))


def finished(pod: Object) -> bool:
    """Whether no container will run again."""
    return phase(pod) in ("Succeeded", "Failed")


def active(pod: Object) -> bool:
    """Neither finished nor being deleted."""
    return not finished(pod) and not meta.deleting(pod)


def node(pod: Object) -> str:
    """The node that the pod is bound to, empty when there is none yet."""
    return str(pod["spec"].get("nodeName") or "")


def ready(pod: Object) -> bool:
    """Whether the condition Ready is True."""
    return meta.is_true(pod, "Ready")


def available_in(pod: Object, min_ready: int, now: datetime.datetime) -> float | None:
    """Seconds until a pod that stays ready counts as available; 0 for one that is, None for one not ready."""
    found = meta.condition(pod, "Ready")
    if found is None or found["status"] != "True":
        return None
    since = found.get("lastTransitionTime")
    if not min_ready or not since:
        return 0.0
    return max(0.0, min_ready - (now - meta.parse(since)).total_seconds())


def available(pod: Object, min_ready: int, now: datetime.datetime) -> bool:
    """Whether the pod has been ready for `min_ready` seconds."""
    return available_in(pod, min_ready, now) == 0.0


def from_template(template: Object, owner: Object, kind: resources.Resource) -> Object:
    """A pod of a workload: the template's labels, annotations, finalizers and spec, owned by `owner`."""
    above = template.get("metadata") or {}
    kept = {key: above[key] for key in ("labels", "annotations", "finalizers") if above.get(key)}
    return {
        "metadata": {
            **kept,
            "generateName": f"{owner['metadata']['name']}-",
            "namespace": owner["metadata"]["namespace"],
            "ownerReferences": [meta.owner_reference(owner, kind)],
        },
        "spec": template["spec"],
    }


def restarts(pod: Object) -> int:
    """How often the worst container has been restarted."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((one.get("restartCount", 0) for one in statuses), default=0)


def deletion_rank(pod: Object, crowd: Callable[[Object], int]) -> tuple[Any, ...]:
    """Smallest goes first when there are too many (kubernetes: ActivePodsWithRanks).

    Unbound before bound, pending before running, not ready before ready, then from the node with most of
    them (`crowd` says how many), then the one that became ready last, with more restarts, created last.
    """
    bound = node(pod)
    since = (meta.condition(pod, "Ready") or {}).get("lastTransitionTime", "") if ready(pod) else ""
    return (
        bool(bound),
        {"Pending": 0, "Unknown": 1}.get(phase(pod), 2),
        ready(pod),
        -crowd(pod) if bound else 0,
        _newest_first(since),
        -restarts(pod),
        _newest_first(pod["metadata"].get("creationTimestamp", "")),
    )


def _newest_first(text: str) -> float:
    return -meta.parse(text).timestamp() if text else 0.0
