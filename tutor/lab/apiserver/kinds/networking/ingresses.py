"""HTTP routes to Services."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field, ingress

Object = dict[str, Any]


def _update(new: Object, _: Object, errors: field.Errors) -> None:
    ingress.validate(new, errors)


KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="ingresses",
    kind="Ingress",
    short_names=("ing",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(validate=ingress.create, validate_update=_update),
)
