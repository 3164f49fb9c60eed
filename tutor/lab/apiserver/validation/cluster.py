"""Rules for what belongs to the whole cluster: storage and runtime classes, leases, nodes. Pure.

kubernetes: pkg/apis/{storage,node,coordination,core}/validation.
"""

from typing import Any

from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def storage_class(obj: Object, errors: field.Errors) -> None:
    """A StorageClass."""
    provisioner = obj.get("provisioner", "")
    if not provisioner:
        errors.required("provisioner")
    for words in names.qualified(provisioner.lower()) if provisioner else ():
        errors.invalid("provisioner", provisioner, words)
    errors.one_of("reclaimPolicy", obj.get("reclaimPolicy"), ("Delete", "Retain"))
    errors.one_of("volumeBindingMode", obj.get("volumeBindingMode"), ("Immediate", "WaitForFirstConsumer"))


def storage_class_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed StorageClass: what makes volumes stays."""
    for key in ("parameters", "provisioner", "reclaimPolicy"):
        if (new.get(key) or None) != (old.get(key) or None):
            errors.forbidden(key, f"updates to {key} are forbidden.")
    errors.immutable("volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode"))


def runtime_class(obj: Object, errors: field.Errors) -> None:
    """A RuntimeClass."""
    handler = obj.get("handler", "")
    for words in names.label(handler):
        errors.invalid("handler", handler, words)


def runtime_class_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed RuntimeClass: its handler stays."""
    errors.immutable("handler", new.get("handler", ""), old.get("handler", ""))


def lease(obj: Object, errors: field.Errors) -> None:
    """A Lease."""
    spec = obj.get("spec") or {}
    seconds = spec.get("leaseDurationSeconds")
    if seconds is not None and seconds <= 0:
        errors.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")
    errors.not_negative("spec.leaseTransitions", spec.get("leaseTransitions"))


def node(obj: Object, errors: field.Errors) -> None:
    """A Node: its taints, each key and effect once."""
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate((obj.get("spec") or {}).get("taints") or ()):
        path, key = f"spec.taints[{index}]", taint.get("key", "")
        value, effect = taint.get("value", ""), taint.get("effect", "")
        for words in names.qualified(key):
            errors.invalid(f"{path}.key", key, words)
        if found := names.label_value(value):
            errors.invalid(f"{path}.value", value, ";".join(found))
        if not effect:
            errors.required(f"{path}.effect")
        elif effect not in _EFFECTS:
            errors.unsupported(f"{path}.effect", effect, _EFFECTS)
        if (key, effect) in seen:
            shown = {"Key": key, "Value": value, "Effect": effect, "TimeAdded": taint.get("timeAdded")}
            words = "taints must be unique by key and effect pair"
            errors.add("FieldValueDuplicate", path, f"Duplicate value: {field.shown(shown)}: {words}")
        seen.add((key, effect))
