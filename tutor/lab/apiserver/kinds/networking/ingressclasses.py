"""Who serves an Ingress."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import ingress as rules

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    parameters = (obj.get("spec") or {}).get("parameters")
    if parameters is not None:
        parameters.setdefault("scope", "Cluster")


KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="ingressclasses",
    kind="IngressClass",
    namespaced=False,
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.ingress_class, validate_update=rules.ingress_class_update
    ),
)
