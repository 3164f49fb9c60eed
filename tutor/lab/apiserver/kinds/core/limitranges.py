"""Bounds and defaults of resources in a namespace."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import limits as rules
from tutor.lab.apiserver.validation import policies

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    """A container's limit is the most there may be, its request the limit, or else the least there may be."""
    for item in (obj.get("spec") or {}).get("limits") or ():
        if item.get("type") != "Container":
            continue
        for key, source in (("default", "max"), ("defaultRequest", "default"), ("defaultRequest", "min")):
            if item.get(source):
                item[key] = {**item[source], **(item.get(key) or {})}


KIND = kind.Kind(
    group="",
    version="v1",
    plural="limitranges",
    kind="LimitRange",
    short_names=("limits",),
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.limit_range, validate_update=policies.again(rules.limit_range)
    ),
)
