"""Rules for metadata (apimachinery: pkg/api/validation/objectmeta.go). Pure."""

from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_IMMUTABLE = (
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
)
_ANNOTATIONS_LIMIT = 256 * 1024


_STANDARD_FINALIZERS = ("orphan", "foregroundDeletion", "kubernetes")


def validate(
    meta: Object, errors: field.Errors, *, namespaced: bool, rule: str, qualified_finalizers: bool = True
) -> None:
    """The metadata of a new object; built-in kinds demand finalizers with a domain."""
    check = names.RULES[rule]
    if base := meta.get("generateName", ""):
        for words in check(base.rstrip("-") or base):
            errors.invalid("metadata.generateName", base, words)
    name = meta.get("name", "")
    if not name:
        errors.required("metadata.name", "name or generateName is required")
    else:
        for words in check(name):
            errors.invalid("metadata.name", name, words)
    if namespaced and (namespace := meta.get("namespace", "")):
        for words in names.label(namespace):
            errors.invalid("metadata.namespace", namespace, words)
    validate_shared(meta, errors)
    for one in (meta.get("finalizers") or ()) if qualified_finalizers else ():
        if "/" not in one and one not in _STANDARD_FINALIZERS:
            words = "name is neither a standard finalizer name nor is it fully qualified"
            errors.invalid("metadata.finalizers", one, words)


def validate_shared(meta: Object, errors: field.Errors) -> None:
    """What holds for new and changed metadata alike."""
    labels(meta.get("labels") or {}, "metadata.labels", errors)
    annotations(meta.get("annotations") or {}, errors)
    for index, owner in enumerate(meta.get("ownerReferences") or ()):
        path = f"metadata.ownerReferences[{index}]"
        for key, word in (("apiVersion", "version"), ("kind", ""), ("name", ""), ("uid", "")):
            if not owner.get(key):
                errors.invalid(f"{path}.{key}", owner.get(key, ""), f"{word or key} must not be empty")
    for one in meta.get("finalizers") or ():
        for words in names.qualified(one):
            errors.invalid("metadata.finalizers", one, words)


def labels(found: dict[str, str], path: str, errors: field.Errors) -> None:
    """A map of labels."""
    for key, value in sorted(found.items()):
        for words in names.qualified(key):
            errors.invalid(path, key, words)
        for words in names.label_value(value):
            errors.invalid(path, value, words)


def annotations(found: dict[str, str], errors: field.Errors) -> None:
    """A map of annotations: any value, but not too much in all."""
    for key in sorted(found):
        for words in names.qualified(key.lower()):
            errors.invalid("metadata.annotations", key, words)
    if sum(len(key) + len(value) for key, value in found.items()) > _ANNOTATIONS_LIMIT:
        errors.too_long("metadata.annotations", _ANNOTATIONS_LIMIT)


def validate_update(new: Object, old: Object, errors: field.Errors) -> None:
    """What may not change, and no finalizer may come once deletion has begun."""
    for key in _IMMUTABLE:
        if new.get(key) != old.get(key):
            errors.invalid(f"metadata.{key}", new.get(key), "field is immutable")
    if "deletionTimestamp" in old:
        added = [one for one in new.get("finalizers") or () if one not in (old.get("finalizers") or ())]
        if added:
            shown = "[]string{" + ", ".join(field.shown(one) for one in added) + "}"
            words = (
                f"no new finalizers can be added if the object is being deleted, found new finalizers {shown}"
            )
            # The real server runs this rule twice and states both causes.
            errors.forbidden("metadata.finalizers", words)
            errors.forbidden("metadata.finalizers", words)
    validate_shared(new, errors)


def drop_empty(meta: Object) -> None:
    """Leave out what is empty, as Go does."""
    for key in ("labels", "annotations", "finalizers", "ownerReferences", "managedFields", "generateName"):
        if key in meta and not meta[key]:
            del meta[key]


def owner_uids(obj: Object) -> set[str]:
    """The identities of an object's owners."""
    return {owner["uid"] for owner in objects.dig(obj, "metadata", "ownerReferences") or ()}
