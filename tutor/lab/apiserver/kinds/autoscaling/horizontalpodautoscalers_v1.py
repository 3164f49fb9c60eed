"""Replicas that follow the load, in the first version, which knows the CPU alone."""

from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.defaults import autoscaling as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import autoscaling as rules
from tutor.lab.apiserver.validation import policies

Object = dict[str, Any]

_V2 = "autoscaling/v2"


def _cpu(target: int) -> Object:
    return {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": target}},
    }


def _from_stored(obj: Object) -> Object:
    found = objects.copy(obj)
    found["apiVersion"] = "autoscaling/v1"
    for metric in found["spec"].pop("metrics", None) or ():
        target = objects.dig(metric, "resource", "target", "averageUtilization")
        if objects.dig(metric, "resource", "name") == "cpu" and target is not None:
            found["spec"]["targetCPUUtilizationPercentage"] = target
    found["spec"].pop("behavior", None)
    status = found.get("status") or {}
    for metric in status.pop("currentMetrics", None) or ():
        value = objects.dig(metric, "resource", "current", "averageUtilization")
        if value is not None:
            status["currentCPUUtilizationPercentage"] = value
    status.pop("conditions", None)
    if status:
        counts = {key: status.pop(key, 0) for key in ("currentReplicas", "desiredReplicas")}
        found["status"] = {**status, **counts}
    return found


def _to_stored(obj: Object) -> Object:
    found = objects.copy(obj)
    found["apiVersion"] = _V2
    target = (found.get("spec") or {}).pop("targetCPUUtilizationPercentage", None)
    if target is not None:
        found["spec"]["metrics"] = [_cpu(target)]
    if status := found.get("status"):
        # The newer version leaves a count of none out, and writes measures where there are none.
        if not status.get("currentReplicas"):
            status.pop("currentReplicas", None)
        status.setdefault("currentMetrics", None)
    return found


KIND = kind.Kind(
    group="autoscaling",
    version="v1",
    plural="horizontalpodautoscalers",
    kind="HorizontalPodAutoscaler",
    short_names=("hpa",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    stored_as=_V2,
    conversion=kind.Conversion(_from_stored, _to_stored),
    strategy=kind.Strategy(
        defaults=defaults.autoscaler, validate=rules.validate, validate_update=policies.again(rules.validate)
    ),
)
