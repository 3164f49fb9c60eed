"""A kind that a user defines."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import definition

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    names = spec.setdefault("names", {})
    if not names.get("singular"):
        names["singular"] = names.get("kind", "").lower()
    if not names.get("listKind") and names.get("kind"):
        names["listKind"] = f"{names['kind']}List"
    spec.setdefault("conversion", {"strategy": "None"})


def _create(obj: Object, _: kind.Situation) -> None:
    stored = [one["name"] for one in obj["spec"].get("versions") or () if one.get("storage")]
    obj["status"] = {"conditions": [], "acceptedNames": {"plural": "", "kind": ""}, "storedVersions": stored}


KIND = kind.Kind(
    group="apiextensions.k8s.io",
    version="v1",
    plural="customresourcedefinitions",
    kind="CustomResourceDefinition",
    namespaced=False,
    short_names=("crd", "crds"),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=_defaults,
        prepare_create=_create,
        validate=definition.validate,
        validate_update=definition.validate_update,
    ),
)
