"""Rules for a HorizontalPodAutoscaler (kubernetes: pkg/apis/autoscaling/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_TARGETS = ("Utilization", "Value", "AverageValue")


def validate(obj: Object, errors: field.Errors) -> None:
    """Its bounds, its target and its metrics."""
    spec = obj.get("spec") or {}
    least, most = spec.get("minReplicas"), spec.get("maxReplicas", 0)
    if least is not None and least < 1:
        errors.invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        errors.invalid("spec.maxReplicas", most, "must be greater than 0")
    if least is not None and most < least:
        errors.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    target = spec.get("scaleTargetRef") or {}
    for key in ("kind", "name"):
        if not target.get(key):
            errors.required(f"spec.scaleTargetRef.{key}")
        else:
            for words in names.path_segment(target[key]):
                errors.invalid(f"spec.scaleTargetRef.{key}", target[key], words)
    for index, metric in enumerate(spec.get("metrics") or ()):
        _metric(metric, f"spec.metrics[{index}]", errors)


def _metric(metric: Object, path: str, errors: field.Errors) -> None:
    sort = metric.get("type", "")
    if not sort:
        errors.required(f"{path}.type", "must specify a metric source type")
    if sort not in _SOURCES:
        errors.unsupported(f"{path}.type", sort, _SOURCES)
    present = [key for key in _SOURCES.values() if metric.get(key) is not None]
    if "resource" in present[:1]:
        _resource(metric["resource"], f"{path}.resource", errors)
    wanted = _SOURCES.get(sort, "")
    if wanted and wanted not in present:
        errors.required(f"{path}.{wanted}", "must populate information for the given metric source")
    for extra in present if len(present) != 1 else ():
        if extra != wanted:
            errors.forbidden(f"{path}.{extra}", "must populate the given metric source only")


def _resource(found: Object, path: str, errors: field.Errors) -> None:
    if not found.get("name"):
        errors.required(f"{path}.name", "must specify a resource name")
    target, where = found.get("target") or {}, f"{path}.target"
    _target(target, where, errors)
    share, amount = target.get("averageUtilization"), target.get("averageValue")
    if share is None and amount is None:
        words = "must set either a target raw value or a target utilization"
        errors.required(f"{where}.averageUtilization", words)
    if share is not None and amount is not None:
        words = "may not set both a target raw value and a target utilization"
        errors.forbidden(f"{where}.averageValue", words)


def _target(target: Object, path: str, errors: field.Errors) -> None:
    sort, share = target.get("type", ""), target.get("averageUtilization")
    if not sort:
        errors.required(f"{path}.type", "must specify a metric target type")
    if sort not in _TARGETS:
        errors.invalid(f"{path}.type", sort, "must be either Utilization, Value, or AverageValue")
    for key in ("value", "averageValue"):
        if target.get(key) is not None and quantity.parse(str(target[key])).value <= 0:
            errors.invalid(f"{path}.{key}", str(target[key]), "must be positive")
    if share is not None and share < 1:
        errors.invalid(f"{path}.averageUtilization", share, "must be greater than 0")
