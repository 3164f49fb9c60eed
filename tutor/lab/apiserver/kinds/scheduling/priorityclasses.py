"""How much a pod matters."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import policies as rules

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    obj.setdefault("preemptionPolicy", "PreemptLowerPriority")


KIND = kind.Kind(
    group="scheduling.k8s.io",
    version="v1",
    plural="priorityclasses",
    kind="PriorityClass",
    namespaced=False,
    short_names=("pc",),
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.priority, validate_update=rules.priority_update
    ),
)
