"""A scope of names."""

from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field

Object = dict[str, Any]


NAME_LABEL = "kubernetes.io/metadata.name"


def _defaults(obj: Object) -> None:
    meta = obj["metadata"]
    if name := meta.get("name"):
        meta.setdefault("labels", {})[NAME_LABEL] = name


def _create(obj: Object, _: kind.Situation) -> None:
    obj["spec"] = {"finalizers": ["kubernetes"]}
    obj["status"] = {"phase": "Active"}


def _update(new: Object, old: Object, situation: kind.Situation) -> None:
    """Finalizers of the spec change by /finalize only."""
    if situation.subresource != "finalize":
        new["spec"] = objects.copy(old.get("spec") or {})


def _may_go(obj: Object) -> bool:
    """A namespace goes once its controller has taken its finalizer out of the spec."""
    return not (obj.get("spec") or {}).get("finalizers")


def _mark(obj: Object) -> None:
    obj.setdefault("status", {})["phase"] = "Terminating"
    obj["metadata"].pop("deletionGracePeriodSeconds", None)


def _validate(obj: Object, errors: field.Errors) -> None:
    for one in (obj.get("spec") or {}).get("finalizers") or ():
        if "/" not in one and one != "kubernetes":
            errors.invalid(
                "spec.finalizers", one, "name is neither a standard finalizer name nor is it fully qualified"
            )


KIND = kind.Kind(
    group="",
    version="v1",
    plural="namespaces",
    kind="Namespace",
    namespaced=False,
    short_names=("ns",),
    verbs=tuple(verb for verb in kind.ALL if verb != "deletecollection"),
    subresources=(
        kind.Subresource("finalize", ("update",)),
        kind.STATUS,
    ),
    has_status=True,
    delete_returns_object=True,
    name_rule="label",
    field_labels=("status.phase", "name"),
    strategy=kind.Strategy(
        defaults=_defaults,
        prepare_create=_create,
        prepare_update=_update,
        validate=_validate,
        may_go=_may_go,
        mark_deleted=_mark,
    ),
)
