"""Cells that several kinds share (kubernetes: pkg/printers/internalversion)."""

from collections.abc import Mapping, Sequence
from typing import Any

Object = dict[str, Any]

NONE = "<none>"
UNSET = "<unset>"
_OPERATORS = {"In": "in", "NotIn": "notin"}


def name(obj: Object) -> str:
    """The object's name."""
    return str(obj.get("metadata", {}).get("name", ""))


def labels(pairs: Mapping[str, str] | None) -> str:
    """`k=v` sorted and joined by commas, `<none>` when there are none."""
    return ",".join(f"{key}={value}" for key, value in sorted((pairs or {}).items())) or NONE


def selector(spec: Mapping[str, Any] | None) -> str:
    """A label selector in the form that `-l` takes, `<none>` for one that selects everything."""
    return selector_text(spec) or NONE


def selector_text(spec: Mapping[str, Any] | None) -> str:
    """The same, empty for an empty selector."""
    if not spec:
        return ""
    parts = [(key, f"{key}={value}") for key, value in (spec.get("matchLabels") or {}).items()]
    parts += [(term["key"], _expression(term)) for term in spec.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def _expression(term: Mapping[str, Any]) -> str:
    operator, key = term["operator"], term["key"]
    if operator == "Exists":
        return str(key)
    if operator == "DoesNotExist":
        return f"!{key}"
    values = ",".join(sorted(term.get("values") or ()))
    return f"{key} {_OPERATORS[operator]} ({values})"


def containers(template: Mapping[str, Any] | None) -> list[str]:
    """The two wide cells of a workload: names and images of the template's containers."""
    found: Sequence[Mapping[str, Any]] = ((template or {}).get("spec") or {}).get("containers") or ()
    return [",".join(str(one.get(key, "")) for one in found) for key in ("name", "image")]


def first_three(items: Sequence[str], nothing: str) -> str:
    """Three items joined by commas and how many more there are."""
    if not items:
        return nothing
    shown = ",".join(items[:3])
    return f"{shown} + {len(items) - 3} more..." if len(items) > 3 else shown


def load_balancer(obj: Object) -> str:
    """The sorted addresses (or names) that a load balancer gave."""
    found = obj.get("status", {}).get("loadBalancer", {}).get("ingress") or ()
    return ",".join(sorted({one.get("ip") or one.get("hostname") or "" for one in found} - {""}))


def condition(obj: Object, kind: str) -> Object:
    """The status condition of that type, empty when it is not there."""
    for one in obj.get("status", {}).get("conditions") or ():
        if one.get("type") == kind:
            return dict(one)
    return {}
