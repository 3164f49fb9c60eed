"""Nodes, and the leases by which they say that they live."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_ROLE = "node-role.kubernetes.io/"


def _status(obj: Object) -> str:
    ready = cells.condition(obj, "Ready")
    words = [("Ready" if ready.get("status") == "True" else "NotReady") if ready else "Unknown"]
    if obj.get("spec", {}).get("unschedulable"):
        words.append("SchedulingDisabled")
    return ",".join(words)


def _roles(obj: Object) -> str:
    labels = obj.get("metadata", {}).get("labels") or {}
    roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE)} | {
        labels.get("kubernetes.io/role", "")
    }
    return ",".join(sorted(roles - {""})) or cells.NONE


def _address(obj: Object, kind: str) -> str:
    for one in obj.get("status", {}).get("addresses") or ():
        if one.get("type") == kind:
            return str(one["address"])
    return cells.NONE


def _kernel(info: Object) -> str:
    """The kernel, and since 1.36 the architecture beside it."""
    kernel = info.get("kernelVersion") or duration.UNKNOWN
    return f"{kernel} ({info['architecture']})" if info.get("architecture") else kernel


def _node(obj: Object, now: datetime.datetime) -> columns.Cells:
    info = obj.get("status", {}).get("nodeInfo") or {}
    return [
        cells.name(obj),
        _status(obj),
        _roles(obj),
        duration.age(obj, now),
        info.get("kubeletVersion", ""),
        _address(obj, "InternalIP"),
        _address(obj, "ExternalIP"),
        info.get("osImage") or duration.UNKNOWN,
        _kernel(info),
        info.get("containerRuntimeVersion") or duration.UNKNOWN,
    ]


def _lease(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), obj.get("spec", {}).get("holderIdentity", ""), duration.age(obj, now)]


def _component(obj: Object, _now: datetime.datetime) -> columns.Cells:
    found: Object = next((one for one in obj.get("conditions") or () if one.get("type") == "Healthy"), {})
    word = {"True": "Healthy", "False": "Unhealthy"}.get(found.get("status", ""), "Unknown")
    return [cells.name(obj), word, found.get("message", ""), found.get("error", "")]


NODES = columns.printer(
    (
        columns.NAME,
        *columns.text("Status", "Roles"),
        columns.AGE,
        *columns.text("Version"),
        *columns.wide("Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime"),
    ),
    _node,
)
LEASES = columns.printer((columns.NAME, *columns.text("Holder"), columns.AGE), _lease)
COMPONENT_STATUSES = columns.printer((columns.NAME, *columns.text("Status", "Message", "Error")), _component)
