"""Rules for quotas and limit ranges (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_COUNTED = (
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
)
_MEASURED = ("cpu", "memory", "ephemeral-storage")
_STANDARD = {
    *_COUNTED,
    *_MEASURED,
    *(f"{sort}.{name}" for sort in ("requests", "limits") for name in _MEASURED),
    "requests.storage",
}
_SCOPES = (
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
)
_TYPES = ("Pod", "Container", "PersistentVolumeClaim")
_ORDER = (
    ("min", "max", "min", "min value {0} is greater than max value {1}"),
    ("min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}"),
    ("defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}"),
    (
        "defaultRequest",
        "default",
        "defaultRequest",
        "default request value {0} is greater than default limit value {1}",
    ),
    ("min", "default", "default", "min value {0} is greater than default value {1}"),
    ("default", "max", "default", "default value {0} is greater than max value {1}"),
)
"""What may not exceed what; which of the two is blamed, and how."""


def quota(obj: Object, errors: field.Errors) -> None:
    """A ResourceQuota: names, amounts and scopes."""
    spec = obj.get("spec") or {}
    for name, amount in sorted((spec.get("hard") or {}).items()):
        path = f"spec.hard[{name}]"
        for words in names.qualified(name):
            errors.invalid(path, name, words)
        if "/" not in name and name not in _STANDARD and "hugepages-" not in name:
            errors.invalid(path, name, "must be a standard resource for quota")
        value = _amount(amount, path, errors)
        if value is not None and name in _COUNTED and value.denominator != 1:
            errors.invalid(path, str(amount), "must be an integer")
    for scope in spec.get("scopes") or ():
        if scope not in _SCOPES:
            errors.invalid("spec.scopes", spec["scopes"], "unsupported scope")


def _amount(text: Any, path: str, errors: field.Errors) -> Fraction | None:
    try:
        value = Fraction(quantity.parse(str(text)).value)
    except decode_errors.DecodeError as error:
        errors.invalid(path, text, error.message)
        return None
    if value < 0:
        errors.invalid(path, str(text), "must be greater than or equal to 0")
    return value


def limit_range(obj: Object, errors: field.Errors) -> None:
    """A LimitRange: one item a type, whose bounds and defaults are in order."""
    seen: set[str] = set()
    for index, item in enumerate((obj.get("spec") or {}).get("limits") or ()):
        path, sort = f"spec.limits[{index}]", item.get("type", "")
        for words in names.qualified(sort):
            errors.invalid(f"{path}.type", sort, words)
        if sort and "/" not in sort and sort not in _TYPES:
            words = "must be a standard limit type or fully qualified"
            errors.invalid(f"{path}.type", sort, words)
        if sort in seen:
            errors.duplicate(f"{path}.type", sort)
        seen.add(sort)
        _item(item, sort, path, errors)


def _item(item: Object, sort: str, path: str, errors: field.Errors) -> None:
    if sort == "Pod":
        for key in ("default", "defaultRequest"):
            if item.get(key):
                errors.forbidden(f"{path}.{key}", "may not be specified when `type` is 'Pod'")
    if sort == "PersistentVolumeClaim" and not any(
        "storage" in (item.get(key) or {}) for key in ("min", "max")
    ):
        words = "either minimum or maximum storage value is required, but neither was provided"
        errors.required(f"{path}.limits", words)
    for name in _names(item):
        for low, high, blamed, words in _ORDER:
            small, large = ((item.get(key) or {}).get(name) for key in (low, high))
            if small is None or large is None or (sort == "Pod" and "default" in (low + high).lower()):
                continue
            if quantity.parse(str(small)).value > quantity.parse(str(large)).value:
                value = str(small if blamed == low else large)
                errors.invalid(f"{path}.{blamed}[{name}]", value, words.format(small, large))
        ratio = (item.get("maxLimitRequestRatio") or {}).get(name)
        if ratio is not None and quantity.parse(str(ratio)).value < 1:
            where = f"{path}.maxLimitRequestRatio[{name}]"
            errors.invalid(where, str(ratio), f"ratio {ratio} is less than 1")


def _names(item: Object) -> Iterator[str]:
    keys = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
    yield from sorted({name for key in keys for name in item.get(key) or ()})
