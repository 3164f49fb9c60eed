"""A machine that runs pods."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import cluster as rules
from tutor.lab.apiserver.validation import policies

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    for taint in (obj.get("spec") or {}).get("taints") or ():
        if not taint.get("effect"):
            taint["effect"] = ""


KIND = kind.Kind(
    group="",
    version="v1",
    plural="nodes",
    kind="Node",
    namespaced=False,
    short_names=("no",),
    subresources=(
        kind.Subresource("proxy", kind.PROXY, ("", "v1", "NodeProxyOptions")),
        kind.STATUS,
    ),
    has_status=True,
    status_at_birth=True,
    field_labels=("spec.unschedulable",),
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.node, validate_update=policies.again(rules.node)
    ),
)
