"""Which labels a LabelSelector selects (apimachinery: meta/v1/helpers.go)."""

from collections.abc import Mapping
from typing import Any


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """An empty selector selects everything, an absent one nothing."""
    if selector is None:
        return False
    wanted = selector.get("matchLabels") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(expression(one, labels) for one in selector.get("matchExpressions") or ())


def expression(term: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """One term of `matchExpressions`, with the operators of node affinity as well."""
    value, values = labels.get(term["key"]), term.get("values") or ()
    operator = term["operator"]
    if operator == "In":
        return value in values
    if operator == "NotIn":
        return value is None or value not in values
    if operator == "Exists":
        return value is not None
    if operator == "DoesNotExist":
        return value is None
    return _compares(operator, value, next(iter(values), ""))


def _compares(operator: str, value: str | None, bound: str) -> bool:
    try:
        left, right = int(value or ""), int(bound)
    except ValueError:
        return False
    return left > right if operator == "Gt" else left < right


def simple(wanted: Mapping[str, str] | None, labels: Mapping[str, str]) -> bool:
    """A plain map, as Services have it: all pairs must be there; an empty one selects nothing."""
    return bool(wanted) and all(labels.get(key) == value for key, value in (wanted or {}).items())
