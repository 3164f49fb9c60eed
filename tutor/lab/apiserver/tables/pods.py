"""Pods: the one word of STATUS is a reading of all their container states."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]


def _exit_word(terminated: Object) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _sidecars(pod: Object) -> set[str]:
    init = pod.get("spec", {}).get("initContainers") or ()
    return {one["name"] for one in init if one.get("restartPolicy") == "Always"}


class _Reading:
    """What one pass over a pod's containers has found."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.restarts = 0
        self.ready = 0
        self.last_end = ""

    def count(self, status: Object) -> None:
        """Take in one container's restarts."""
        self.restarts += status.get("restartCount", 0)
        ended = (status.get("lastState") or {}).get("terminated") or {}
        self.last_end = max(self.last_end, ended.get("finishedAt") or "")


def _initialising(pod: Object, found: _Reading, sidecars: set[str]) -> bool:
    """Go over the init containers in order; stop at the first that is not through."""
    total = len(pod.get("spec", {}).get("initContainers") or ())
    kept = _Reading("")
    for index, status in enumerate(pod.get("status", {}).get("initContainerStatuses") or ()):
        found.count(status)
        sidecar = status.get("name") in sidecars
        if sidecar:
            kept.count(status)
        state = status.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting")
        if ended is not None and ended.get("exitCode", 0) == 0:
            continue
        if sidecar and status.get("started"):
            found.ready += bool(status.get("ready"))
            continue
        if ended is not None:
            found.reason = f"Init:{_exit_word(ended)}"
        elif waiting and waiting.get("reason", "PodInitializing") not in ("", "PodInitializing"):
            found.reason = f"Init:{waiting['reason']}"
        else:
            found.reason = f"Init:{index}/{total}"
        return True
    found.restarts, found.last_end = kept.restarts, kept.last_end
    return False


def _running(pod: Object, found: _Reading) -> None:
    """Go over the containers from last to first, so that the first one has the last word."""
    some_running = False
    for status in reversed(pod.get("status", {}).get("containerStatuses") or ()):
        found.count(status)
        state = status.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting")
        if waiting and waiting.get("reason"):
            found.reason = waiting["reason"]
        elif ended is not None:
            found.reason = _exit_word(ended)
        elif status.get("ready") and state.get("running") is not None:
            some_running = True
            found.ready += 1
    if found.reason == "Completed" and some_running:
        found.reason = "Running" if cells.condition(pod, "Ready").get("status") == "True" else "NotReady"


def _read(pod: Object) -> _Reading:
    status = pod.get("status", {})
    found = _Reading(status.get("reason") or status.get("phase") or "")
    if cells.condition(pod, "PodScheduled").get("reason") == "SchedulingGated":
        found.reason = "SchedulingGated"
    busy = _initialising(pod, found, _sidecars(pod))
    if not busy or cells.condition(pod, "Initialized").get("status") == "True":
        _running(pod, found)
    if pod.get("metadata", {}).get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            found.reason = "Unknown"
        elif status.get("phase") not in ("Succeeded", "Failed"):
            found.reason = "Terminating"
    return found


def _gates(pod: Object) -> str:
    gates = pod.get("spec", {}).get("readinessGates") or ()
    if not gates:
        return cells.NONE
    true = sum(cells.condition(pod, gate["conditionType"]).get("status") == "True" for gate in gates)
    return f"{true}/{len(gates)}"


def _cells(pod: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = pod.get("spec", {}), pod.get("status", {})
    found = _read(pod)
    total = len(spec.get("containers") or ()) + len(_sidecars(pod))
    restarts = str(found.restarts)
    if found.restarts and found.last_end:
        restarts = f"{restarts} ({duration.since(found.last_end, now)} ago)"
    addresses = [one.get("ip", "") for one in status.get("podIPs") or ()] or [status.get("podIP", "")]
    return [
        cells.name(pod),
        f"{found.ready}/{total}",
        found.reason,
        restarts,
        duration.age(pod, now),
        addresses[0] or cells.NONE,
        spec.get("nodeName") or cells.NONE,
        status.get("nominatedNodeName") or cells.NONE,
        _gates(pod),
    ]


_ENDS = {"Succeeded": "The pod has completed successfully.", "Failed": "The pod failed."}


def _conditions(pod: Object) -> list[Object]:
    phase = pod.get("status", {}).get("phase", "")
    if phase not in _ENDS:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": _ENDS[phase]}]


PODS = columns.Printer(
    (
        columns.NAME,
        *columns.text("Ready", "Status", "Restarts"),
        columns.AGE,
        *columns.wide("IP", "Node", "Nominated Node", "Readiness Gates"),
    ),
    _cells,
    _conditions,
)
