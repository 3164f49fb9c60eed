"""Quotas, limits, priorities, disruption budgets and autoscalers."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_UNKNOWN = "<unknown>"


def _budget(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    bounds = [
        str(spec[key]) if spec.get(key) is not None else "N/A" for key in ("minAvailable", "maxUnavailable")
    ]
    allowed = obj.get("status", {}).get("disruptionsAllowed", 0)
    return [cells.name(obj), *bounds, allowed, duration.age(obj, now)]


def _quota(obj: Object, now: datetime.datetime) -> columns.Cells:
    status = obj.get("status", {})
    hard, used = status.get("hard") or {}, status.get("used") or {}
    requests: list[str] = []
    limits: list[str] = []
    for key in sorted(hard):
        (limits if key.startswith("limits.") else requests).append(f"{key}: {used.get(key, '0')}/{hard[key]}")
    return [cells.name(obj), ", ".join(requests), ", ".join(limits), duration.age(obj, now)]


def _created_at(obj: Object, _now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), obj.get("metadata", {}).get("creationTimestamp") or _UNKNOWN]


def _priority_class(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [
        cells.name(obj),
        obj.get("value", 0),
        bool(obj.get("globalDefault")),
        duration.age(obj, now),
        obj.get("preemptionPolicy") or "PreemptLowerPriority",
    ]


def _target(spec: Object, current: Object) -> str:
    kind = spec.get("type", "")
    source = spec.get({"ContainerResource": "containerResource"}.get(kind, kind.lower()), {})
    wanted = source.get("target", {})
    seen = current.get("current", {})
    name = source.get("name") or (source.get("metric") or {}).get("name", "")
    if wanted.get("averageUtilization") is not None:
        value = seen.get("averageUtilization")
        return f"{name}: {_UNKNOWN if value is None else f'{value}%'}/{wanted['averageUtilization']}%"
    if wanted.get("averageValue"):
        return f"{name}: {seen.get('averageValue') or _UNKNOWN}/{wanted['averageValue']} (avg)"
    return f"{name}: {seen.get('value') or _UNKNOWN}/{wanted.get('value', '')}"


def _targets(obj: Object) -> str:
    metrics = obj.get("spec", {}).get("metrics") or []
    if not metrics:
        return cells.NONE
    seen = obj.get("status", {}).get("currentMetrics") or []
    texts = []
    for index, metric in enumerate(metrics):
        now = seen[index] if index < len(seen) else {}
        texts.append(_target(metric, now.get(str(now.get("type", "")).lower(), {})))
    more = len(texts) - 2
    return ", ".join(texts[:2]) + (f" + {more} more..." if more > 0 else "")


def _autoscaler(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    target = spec.get("scaleTargetRef") or {}
    least = spec.get("minReplicas")
    return [
        cells.name(obj),
        f"{target.get('kind', '')}/{target.get('name', '')}",
        _targets(obj),
        cells.UNSET if least is None else str(least),
        spec.get("maxReplicas", 0),
        obj.get("status", {}).get("currentReplicas", 0),
        duration.age(obj, now),
    ]


POD_DISRUPTION_BUDGETS = columns.printer(
    (
        columns.NAME,
        *columns.text("Min Available", "Max Unavailable"),
        columns.number("Allowed Disruptions"),
        columns.AGE,
    ),
    _budget,
)
RESOURCE_QUOTAS = columns.printer((columns.NAME, *columns.text("Request", "Limit"), columns.AGE), _quota)
CREATED_AT = columns.printer((columns.NAME, columns.CREATED_AT), _created_at)
PRIORITY_CLASSES = columns.printer(
    (
        columns.NAME,
        columns.number("Value"),
        columns.Column("Global-Default", type="boolean"),
        columns.AGE,
        *columns.text("PreemptionPolicy"),
    ),
    _priority_class,
)
AUTOSCALERS = columns.printer(
    (columns.NAME, *columns.text("Reference", "Targets", "MinPods", "MaxPods", "Replicas"), columns.AGE),
    _autoscaler,
)
