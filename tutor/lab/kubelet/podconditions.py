"""A pod's conditions (Kubernetes: pkg/kubelet/status/generate.go)."""

import datetime
from collections.abc import Mapping

from tutor.base import clock
from tutor.lab.client import resources
from tutor.lab.kubelet import podview

CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady")


def compute(view: podview.View, phase: str, now: datetime.datetime) -> list[resources.Object]:
    """The kubelet's own conditions; those of others (PodScheduled) are theirs to write."""
    before = {item["type"]: item for item in view.before}
    wanted = _wanted(view, phase)
    return [_condition(view.pod, kind, wanted[kind], before.get(kind), now) for kind in CONDITIONS]


Truth = tuple[bool, str, str]
"""Whether a condition holds, and the reason and message when it does not."""


def _wanted(view: podview.View, phase: str) -> Mapping[str, Truth]:
    if phase in ("Succeeded", "Failed"):
        reason = "PodCompleted" if phase == "Succeeded" else "PodFailed"
        over = (False, reason, "")
        init = (
            (True, reason if phase == "Succeeded" else "", "")
            if podview.initialized(view)
            else _uninitialized(view)
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
        "Initialized": (True, "", "") if podview.initialized(view) else _uninitialized(view),
        "Ready": _gated(view.pod, containers),
        "ContainersReady": containers,
    }


def _uninitialized(view: podview.View) -> Truth:
    names = [item.name for item in view.init if not podview.did_its_part(item)]
    return (False, "ContainersNotInitialized", f"containers with incomplete status: [{' '.join(names)}]")


def _containers_ready(view: podview.View) -> Truth:
    watched = [*(item for item in view.init if podview.is_sidecar(item.spec)), *view.main]
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
    since = clock.rfc3339(now)
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
