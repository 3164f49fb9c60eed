"""Which requests count as one flow."""

from typing import Any

from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]


def _precedence(obj: Object) -> tuple[int, str]:
    return obj["spec"].get("matchingPrecedence", 0), obj["metadata"]["name"]


KIND = kind.Kind(
    group="flowcontrol.apiserver.k8s.io",
    version="v1",
    plural="flowschemas",
    kind="FlowSchema",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    rows_by=_precedence,
)
