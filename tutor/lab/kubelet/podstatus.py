"""A pod's status from what is known of its containers (Kubernetes: pkg/kubelet/kubelet_pods.go, status/generate.go)."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from tutor.lab.client import resources
from tutor.lab.kubelet import record

CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady")


@dataclasses.dataclass(frozen=True)
class View:
    """All that a status is computed of."""

    pod: resources.Object
    init: Sequence[record.Container]
    main: Sequence[record.Container]
    host_ip: str
    pod_ip: str
    started_at: datetime.datetime
    sandbox: bool
    failed: tuple[str, str] | None = None
    """Reason and message of a pod that the kubelet gave up as a whole."""
    ephemeral: Sequence[record.Container] = ()
    before: Sequence[resources.Object] = ()
    """The conditions as they were last written."""


def compute(view: View, now: datetime.datetime) -> resources.Object:
    """The status to write; `now` stamps the conditions that changed since `view.before`."""
    phase = phase_of(view)
    status: resources.Object = {
        "phase": phase,
        "observedGeneration": view.pod["metadata"].get("generation", 1),
        "hostIP": view.host_ip,
        "hostIPs": [{"ip": view.host_ip}],
        "startTime": record.time_text(view.started_at),
        "qosClass": qos_class(view.pod),
        "conditions": _conditions(view, phase, now),
        "containerStatuses": [_container(item) for item in view.main],
    }
    if view.pod_ip:
        status |= {"podIP": view.pod_ip, "podIPs": [{"ip": view.pod_ip}]}
    if view.init:
        status["initContainerStatuses"] = [_container(item) for item in view.init]
    if view.ephemeral:
        status["ephemeralContainerStatuses"] = [_container(item) for item in view.ephemeral]
    if view.failed:
        status |= {"reason": view.failed[0], "message": view.failed[1]}
    return status


def is_sidecar(container: resources.Object) -> bool:
    """An init container that keeps running beside the others."""
    return bool(container.get("restartPolicy") == "Always")


def phase_of(view: View) -> str:
    """Pending, Running, Succeeded or Failed."""
    policy = view.pod["spec"].get("restartPolicy", "Always")
    if view.failed:
        return "Failed"
    if any(
        item.done and not item.succeeded and policy == "Never"
        for item in view.init
        if not is_sidecar(item.spec)
    ):
        return "Failed"
    if not initialized(view):
        return "Pending"
    if any(item.running for item in view.main):
        return "Running"
    if any(isinstance(item.state, record.Waiting) and item.last is None for item in view.main):
        return "Pending"
    if any(isinstance(item.state, record.Waiting) for item in view.main):
        return "Running"
    if policy == "Always":
        return "Running"
    if all(item.succeeded for item in view.main):
        return "Succeeded"
    return "Failed" if policy == "Never" else "Running"


def initialized(view: View) -> bool:
    """Whether every init container has done its part."""
    return all(_did_its_part(item) for item in view.init)


def _did_its_part(item: record.Container) -> bool:
    """An init container that succeeded, a sidecar that has been started."""
    if is_sidecar(item.spec):
        return item.started or item.done or item.last is not None
    return item.succeeded


def _conditions(view: View, phase: str, now: datetime.datetime) -> list[resources.Object]:
    """The kubelet's own conditions; those of others (PodScheduled) are theirs to write."""
    before = {item["type"]: item for item in view.before}
    wanted = _wanted(view, phase)
    return [_condition(view.pod, kind, wanted[kind], before.get(kind), now) for kind in CONDITIONS]


Truth = tuple[bool, str, str]
"""Whether a condition holds, and the reason and message when it does not."""


def _wanted(view: View, phase: str) -> Mapping[str, Truth]:
    if phase in ("Succeeded", "Failed"):
        reason = "PodCompleted" if phase == "Succeeded" else "PodFailed"
        over = (False, reason, "")
        init = (
            (True, reason if phase == "Succeeded" else "", "") if initialized(view) else _uninitialized(view)
        )
        return {
            CONDITIONS[0]: (view.sandbox, "", ""),
            CONDITIONS[1]: init,
            CONDITIONS[2]: over,
            CONDITIONS[3]: over,
        }
    containers = _containers_ready(view)
    return {
        "PodReadyToStartContainers": (view.sandbox, "", ""),
        "Initialized": (True, "", "") if initialized(view) else _uninitialized(view),
        "Ready": _gated(view.pod, containers),
        "ContainersReady": containers,
    }


def _uninitialized(view: View) -> Truth:
    names = [item.name for item in view.init if not _did_its_part(item)]
    return (False, "ContainersNotInitialized", f"containers with incomplete status: [{' '.join(names)}]")


def _containers_ready(view: View) -> Truth:
    watched = [*(item for item in view.init if is_sidecar(item.spec)), *view.main]
    unready = [item.name for item in watched if not item.ready]
    if unready:
        return (False, "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]")
    return (True, "", "")


def _gated(pod: resources.Object, containers: Truth) -> Truth:
    """Ready also needs the conditions that the pod's readiness gates name."""
    if not containers[0]:
        return containers
    held = {
        item["type"] for item in pod.get("status", {}).get("conditions") or [] if item["status"] == "True"
    }
    gates = [gate["conditionType"] for gate in pod["spec"].get("readinessGates") or []]
    if missing := [gate for gate in gates if gate not in held]:
        text = "; ".join(
            f'corresponding condition of pod readiness gate "{gate}" does not exist.' for gate in missing
        )
        return (False, "ReadinessGatesNotReady", text)
    return containers


def _condition(
    pod: resources.Object, kind: str, truth: Truth, before: resources.Object | None, now: datetime.datetime
) -> resources.Object:
    status = "True" if truth[0] else "False"
    since = record.time_text(now)
    if before is not None and before["status"] == status:
        since = before.get("lastTransitionTime") or since
    found: resources.Object = {
        "type": kind,
        "status": status,
        "observedGeneration": pod["metadata"].get("generation", 1),
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    if truth[1]:
        found["reason"] = truth[1]
    if truth[2]:
        found["message"] = truth[2]
    return found


def _container(item: record.Container) -> resources.Object:
    found: resources.Object = {
        "name": item.name,
        "image": item.image_name or item.image,
        "imageID": item.image_id,
        "ready": item.ready,
        "started": item.started,
        "restartCount": item.restarts,
        "state": record.state_of(item.state),
        "lastState": record.state_of(item.last) if item.last else {},
        "resources": item.spec.get("resources") or {},
    }
    if item.container_id:
        found["containerID"] = item.container_id
    if item.spec.get("volumeMounts"):
        found["volumeMounts"] = [_mount(mount) for mount in item.spec["volumeMounts"]]
    return found


def _mount(mount: resources.Object) -> resources.Object:
    found = {"name": mount["name"], "mountPath": mount["mountPath"]}
    if mount.get("readOnly"):
        found |= {"readOnly": True, "recursiveReadOnly": "Disabled"}
    return found


def qos_class(pod: resources.Object) -> str:
    """Guaranteed, Burstable or BestEffort (pkg/apis/core/helper/qos)."""
    given = pod.get("status", {}).get("qosClass")
    if given:
        return str(given)
    containers = [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or [])]
    asked = [item.get("resources") or {} for item in containers]
    if not any(item.get("requests") or item.get("limits") for item in asked):
        return "BestEffort"
    if all(_guaranteed(item) for item in asked):
        return "Guaranteed"
    return "Burstable"


def _guaranteed(asked: resources.Object) -> bool:
    limits = asked.get("limits") or {}
    requests = {**limits, **(asked.get("requests") or {})}
    return {"cpu", "memory"} <= limits.keys() and all(
        requests[name] == limits[name] for name in ("cpu", "memory")
    )
