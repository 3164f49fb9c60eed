"""Containers that share a network."""

from typing import Any

from tutor.lab.apiserver.defaults import pod as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import pod, pod_update

Object = dict[str, Any]

FINISHED = ("Succeeded", "Failed")
_COMPUTE = ("cpu", "memory")


def quality(spec: Object) -> str:
    """The quality of service (kubernetes: pkg/apis/core/v1/helper/qos)."""
    guaranteed, any_set = True, False
    for container in (*(spec.get("initContainers") or ()), *spec["containers"]):
        resources = container.get("resources") or {}
        limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
        any_set = any_set or any(name in limits or name in requests for name in _COMPUTE)
        if any(name not in limits or requests.get(name, limits[name]) != limits[name] for name in _COMPUTE):
            guaranteed = False
    if not any_set:
        return "BestEffort"
    return "Guaranteed" if guaranteed else "Burstable"


def _prepare_create(obj: Object, _: kind.Situation) -> None:
    obj["status"] = {"phase": "Pending", "qosClass": quality(obj["spec"])}


def _ephemeral(pod: Object, sent: Object) -> None:
    """`kubectl debug`: the containers that come for a while, and nothing else."""
    pod["spec"]["ephemeralContainers"] = (sent.get("spec") or {}).get("ephemeralContainers") or []


def _resize(pod: Object, sent: Object) -> None:
    """Requests and limits of the containers, and nothing else."""
    wanted = {
        one["name"]: one.get("resources") or {} for one in (sent.get("spec") or {}).get("containers") or ()
    }
    for container in pod["spec"]["containers"]:
        container["resources"] = wanted.get(container["name"], container.get("resources") or {})


def _grace(obj: Object, asked: int | None) -> int:
    """What was asked, else the pod's own; none for a pod that never ran or runs no more."""
    if not obj["spec"].get("nodeName") or obj.get("status", {}).get("phase") in FINISHED:
        return 0
    found = obj["spec"].get("terminationGracePeriodSeconds", 30) if asked is None else asked
    return max(int(found), 0) if asked == 0 or found >= 0 else 1


KIND = kind.Kind(
    group="",
    version="v1",
    plural="pods",
    kind="Pod",
    short_names=("po",),
    categories=("all",),
    subresources=(
        kind.Subresource("attach", ("create", "get"), ("", "v1", "PodAttachOptions")),
        kind.Subresource("binding", kind.CREATE, ("", "v1", "Binding")),
        kind.Subresource("ephemeralcontainers"),
        kind.Subresource("eviction", kind.CREATE, ("policy", "v1", "Eviction")),
        kind.Subresource("exec", ("create", "get"), ("", "v1", "PodExecOptions")),
        kind.Subresource("log", ("get",)),
        kind.Subresource("portforward", ("create", "get"), ("", "v1", "PodPortForwardOptions")),
        kind.Subresource("proxy", kind.PROXY, ("", "v1", "PodProxyOptions")),
        kind.Subresource("resize"),
        kind.STATUS,
    ),
    has_status=True,
    counts_generation=True,
    delete_returns_object=True,
    field_labels=(
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "spec.host",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName",
    ),
    strategy=kind.Strategy(
        defaults=defaults.pod,
        prepare_create=_prepare_create,
        validate=pod.validate,
        validate_update=pod_update.validate,
        grace=_grace,
        parts={"ephemeralcontainers": _ephemeral, "resize": _resize},
    ),
)
