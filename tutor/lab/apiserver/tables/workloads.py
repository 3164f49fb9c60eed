"""Deployments, ReplicaSets, StatefulSets, DaemonSets and what belongs to them."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_TEMPLATE = columns.wide("Containers", "Images")
_TEMPLATE_AND_SELECTOR = columns.wide("Containers", "Images", "Selector")


def _deployment(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    return [
        cells.name(obj),
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        duration.age(obj, now),
        *cells.containers(spec.get("template")),
        cells.selector_text(spec.get("selector")),
    ]


def _replica_set(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    return [
        cells.name(obj),
        spec.get("replicas", 0),
        status.get("replicas", 0),
        status.get("readyReplicas", 0),
        duration.age(obj, now),
        *cells.containers(spec.get("template")),
        cells.selector(spec.get("selector")),
    ]


def _replication_controller(obj: Object, now: datetime.datetime) -> columns.Cells:
    row = _replica_set(obj, now)
    return [*row[:-1], cells.labels(obj.get("spec", {}).get("selector"))]


def _stateful_set(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    ready = f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}"
    return [cells.name(obj), ready, duration.age(obj, now), *cells.containers(spec.get("template"))]


_DAEMON_COUNTS = (
    "desiredNumberScheduled",
    "currentNumberScheduled",
    "numberReady",
    "updatedNumberScheduled",
    "numberAvailable",
)


def _daemon_set(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    template = spec.get("template") or {}
    return [
        cells.name(obj),
        *(status.get(count, 0) for count in _DAEMON_COUNTS),
        cells.labels((template.get("spec") or {}).get("nodeSelector")),
        duration.age(obj, now),
        *cells.containers(template),
        cells.selector(spec.get("selector")),
    ]


def _owner(obj: Object) -> str:
    for owner in obj.get("metadata", {}).get("ownerReferences") or ():
        if owner.get("controller"):
            group = owner["apiVersion"].partition("/")[0] if "/" in owner["apiVersion"] else ""
            kind = owner["kind"].lower()
            return f"{kind}.{group}/{owner['name']}" if group else f"{kind}/{owner['name']}"
    return cells.NONE


def _revision(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), _owner(obj), obj.get("revision", 0), duration.age(obj, now)]


def _pod_template(obj: Object, _now: datetime.datetime) -> columns.Cells:
    template = obj.get("template") or {}
    labels = (template.get("metadata") or {}).get("labels")
    return [cells.name(obj), *cells.containers(template), cells.labels(labels)]


_COUNTS = (columns.number("Desired"), columns.number("Current"), columns.number("Ready"))

DEPLOYMENTS = columns.printer(
    (columns.NAME, *columns.text("Ready", "Up-to-date", "Available"), columns.AGE, *_TEMPLATE_AND_SELECTOR),
    _deployment,
)
REPLICA_SETS = columns.printer((columns.NAME, *_COUNTS, columns.AGE, *_TEMPLATE_AND_SELECTOR), _replica_set)
REPLICATION_CONTROLLERS = columns.printer(
    (columns.NAME, *_COUNTS, columns.AGE, *_TEMPLATE_AND_SELECTOR), _replication_controller
)
STATEFUL_SETS = columns.printer(
    (columns.NAME, *columns.text("Ready"), columns.AGE, *_TEMPLATE), _stateful_set
)
DAEMON_SETS = columns.printer(
    (
        columns.NAME,
        *_COUNTS,
        columns.number("Up-to-date"),
        columns.number("Available"),
        *columns.text("Node Selector"),
        columns.AGE,
        *_TEMPLATE_AND_SELECTOR,
    ),
    _daemon_set,
)
CONTROLLER_REVISIONS = columns.printer(
    (columns.NAME, *columns.text("Controller", "Revision"), columns.AGE), _revision
)
POD_TEMPLATES = columns.printer(
    (columns.NAME, *columns.text("Containers", "Images", "Pod Labels")), _pod_template
)
