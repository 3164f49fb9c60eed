"""A pod's status from what is known of its containers (Kubernetes: pkg/kubelet/kubelet_pods.go, status/generate.go)."""

import datetime

from tutor.base import clock
from tutor.lab.client import resources
from tutor.lab.kubelet import podconditions, podview, record


def compute(view: podview.View, now: datetime.datetime) -> resources.Object:
    """The status to write; `now` stamps the conditions that changed since `view.before`."""
    phase = phase_of(view)
    status: resources.Object = {
        "phase": phase,
        "observedGeneration": view.pod["metadata"].get("generation", 1),
        "hostIP": view.host_ip,
        "hostIPs": [{"ip": view.host_ip}],
        "startTime": clock.rfc3339(view.started_at),
        "qosClass": qos_class(view.pod),
        "conditions": podconditions.compute(view, phase, now),
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


def phase_of(view: podview.View) -> str:
    """Pending, Running, Succeeded or Failed."""
    policy = view.pod["spec"].get("restartPolicy", "Always")
    if view.failed:
        return "Failed"
    if any(
        item.done and not item.succeeded and policy == "Never"
        for item in view.init
        if not podview.is_sidecar(item.spec)
    ):
        return "Failed"
    if not podview.initialized(view):
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
