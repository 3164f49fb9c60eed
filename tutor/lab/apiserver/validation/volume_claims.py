"""Rules for volumes and claims (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import field

Object = dict[str, Any]

MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_FIXED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def claim(obj: Object, errors: field.Errors) -> None:
    """A PersistentVolumeClaim."""
    spec = obj.get("spec") or {}
    _modes(spec, errors)
    if "storage" not in ((spec.get("resources") or {}).get("requests") or {}):
        errors.required("spec.resources[storage]")


def _modes(spec: Object, errors: field.Errors) -> None:
    modes = spec.get("accessModes") or []
    if not modes:
        errors.required("spec.accessModes", "at least 1 access mode is required")
    for mode in modes:
        errors.one_of("spec.accessModes", mode, MODES)


def claim_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed claim: only how much it asks for, and the volume it is bound to."""
    claim(new, errors)
    kept = []
    for one in (new, old):
        spec = dict(one["spec"])
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
    known = (
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "storageClassName",
        "volumeMode",
    )
    sources = [key for key in spec if key not in known and key != "persistentVolumeReclaimPolicy"]
    if not [key for key in sources if key != "volumeAttributesClassName"]:
        errors.required("spec", "must specify a volume type")
