"""What a HorizontalPodAutoscaler gets that its writer left out (kubernetes: pkg/apis/autoscaling/v2/defaults.go)."""

from typing import Any

Object = dict[str, Any]

_UTILIZATION = 80


def autoscaler(obj: Object) -> None:
    """At least one replica, a share of the CPU as the measure, and rules of growth where some are given."""
    spec = obj.setdefault("spec", {})
    if spec.get("minReplicas") is None:
        spec["minReplicas"] = 1
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": _UTILIZATION}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    if spec.get("behavior") is not None:
        for direction, rules in _rules().items():
            spec["behavior"][direction] = {**rules, **(spec["behavior"].get(direction) or {})}


def _rules() -> dict[str, Object]:
    doubled = {"type": "Percent", "value": 100, "periodSeconds": 15}
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": 0,
            "selectPolicy": "Max",
            "policies": [{"type": "Pods", "value": 4, "periodSeconds": 15}, doubled],
        },
        "scaleDown": {"selectPolicy": "Max", "policies": [dict(doubled)]},
    }
