"""Rules for volumes and claims (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names, volumes

Object = dict[str, Any]

MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_NO_SOURCE = (
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
)
"""Fields of a volume that are not where it comes from."""
_FIXED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def claim(obj: Object, errors: field.Errors) -> None:
    """A PersistentVolumeClaim."""
    spec = obj.get("spec") or {}
    _modes(spec, errors)
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if size is None:
        errors.required("spec.resources[storage]")
    elif quantity.parse(str(size)).value <= 0:
        errors.invalid("spec.resources[storage]", str(size), "must be greater than zero")
    _class_and_mode(spec, errors)


def _class_and_mode(spec: Object, errors: field.Errors) -> None:
    if name := spec.get("storageClassName"):
        for words in names.subdomain(name):
            errors.invalid("spec.storageClassName", name, words)
    mode = spec.get("volumeMode")
    if mode is not None:
        errors.one_of("spec.volumeMode", mode, ("Block", "Filesystem"))


def _modes(spec: Object, errors: field.Errors) -> None:
    modes = spec.get("accessModes") or []
    if not modes:
        errors.required("spec.accessModes", "at least 1 access mode is required")
    for mode in modes:
        errors.one_of("spec.accessModes", mode, MODES)
    if "ReadWriteOncePod" in modes and any(mode in MODES for mode in modes if mode != "ReadWriteOncePod"):
        words = "may not use ReadWriteOncePod with other access modes"
        errors.forbidden("spec.accessModes", words)


def claim_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed claim: only how much it asks for, and the volume it is bound to."""
    claim(new, errors)
    kept = []
    for one in (new, old):
        spec = dict(one["spec"])
        if (new.get("status") or {}).get("phase") == "Bound":
            spec.pop("resources", None)
        spec.pop("volumeAttributesClassName", None)
        if not old["spec"].get("volumeName"):
            spec.pop("volumeName", None)
        kept.append(spec)
    if kept[0] != kept[1]:
        errors.forbidden("spec", _FIXED)


def volume(obj: Object, errors: field.Errors) -> None:
    """A PersistentVolume."""
    spec = obj.get("spec") or {}
    _modes(spec, errors)
    if not spec.get("capacity"):
        errors.required("spec.capacity")
    elif set(spec["capacity"]) != {"storage"}:
        errors.unsupported("spec.capacity", spec["capacity"], ("storage",))
    elif quantity.parse(str(spec["capacity"]["storage"])).value <= 0:
        size = str(spec["capacity"]["storage"])
        errors.invalid("spec.capacity[storage]", size, "must be greater than zero")
    if policy := spec.get("persistentVolumeReclaimPolicy"):
        errors.one_of("spec.persistentVolumeReclaimPolicy", policy, ("Delete", "Recycle", "Retain"))
    sources = [key for key in spec if key not in _NO_SOURCE and spec[key] is not None]
    for extra in sources[1:]:
        errors.forbidden(f"spec.{extra}", "may not specify more than 1 volume type")
    if sources[:1]:
        volumes.source(sources[0], spec[sources[0]], f"spec.{sources[0]}", errors)
    else:
        errors.required("spec", "must specify a volume type")
    _class_and_mode(spec, errors)
