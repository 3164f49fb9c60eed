"""Rules for volumes (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from collections.abc import Iterable
from typing import Any

from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_NEEDED = {
    "configMap": ("name",),
    "secret": ("secretName",),
    "persistentVolumeClaim": ("claimName",),
    "hostPath": ("path",),
    "nfs": ("server", "path"),
    "local": ("path",),
    "csi": ("driver",),
}
_HOST_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
_MODE_WORDS = "must be a number between 0 and 0777 (octal), both inclusive"


def validate(found: Iterable[Object], path: str, errors: field.Errors) -> set[str]:
    """A pod's volumes; gives the names that containers may mount."""
    declared: set[str] = set()
    for index, volume in enumerate(found):
        where, name = f"{path}[{index}]", volume.get("name", "")
        if not name:
            errors.required(f"{where}.name")
        else:
            for words in names.label(name):
                errors.invalid(f"{where}.name", name, words)
            if name in declared:
                errors.duplicate(f"{where}.name", name)
            declared.add(name)
        _source(volume, where, errors)
    return declared


def _source(volume: Object, path: str, errors: field.Errors) -> None:
    kinds = [key for key, value in volume.items() if key != "name" and value is not None]
    if not kinds:
        errors.required(path, "must specify a volume type")
    for extra in kinds[1:]:
        errors.forbidden(f"{path}.{extra}", "may not specify more than 1 volume type")
    if kinds[:1]:
        source(kinds[0], volume[kinds[0]], f"{path}.{kinds[0]}", errors)


def source(kind: str, found: Object, path: str, errors: field.Errors) -> None:
    """The source of a volume, of a pod or of the cluster."""
    for key in _NEEDED.get(kind, ()):
        if not found.get(key):
            errors.required(f"{path}.{key}")
    if kind == "hostPath":
        _host_path(found, path, errors)
    elif kind == "nfs" and found.get("path") and not found["path"].startswith("/"):
        errors.invalid(f"{path}.path", found["path"], "must be an absolute path")
    elif kind in ("configMap", "secret", "downwardAPI", "projected"):
        _files(kind, found, path, errors)
    elif kind == "emptyDir" and quantity.parse(str(found.get("sizeLimit") or 0)).value < 0:
        errors.forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def _host_path(found: Object, path: str, errors: field.Errors) -> None:
    if ".." in found.get("path", "").split("/"):
        errors.invalid(f"{path}.path", found["path"], "must not contain '..'")
    if found.get("type"):
        errors.one_of(f"{path}.type", found["type"], _HOST_TYPES)


def _files(kind: str, found: Object, path: str, errors: field.Errors) -> None:
    mode = found.get("defaultMode")
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid(f"{path}.defaultMode", mode, _MODE_WORDS)
    for index, item in enumerate(found.get("items") or ()):
        where, place = f"{path}.items[{index}]", item.get("path", "")
        if kind != "downwardAPI" and not item.get("key"):
            errors.required(f"{where}.key")
        if not place:
            errors.required(f"{where}.path")
        elif place.startswith("/"):
            errors.invalid(f"{where}.path", place, "must be a relative path")
        if ".." in place.split("/"):
            errors.invalid(f"{where}.path", place, "must not contain '..'")
        elif place.startswith(".."):
            errors.invalid(f"{where}.path", place, "must not start with '..'")
        mode = item.get("mode")
        if mode is not None and not 0 <= mode <= 0o777:
            errors.invalid(f"{where}.mode", mode, _MODE_WORDS)
    for index, one in enumerate(found.get("sources") or ()):
        for sort in ("configMap", "secret"):
            if one.get(sort) is not None and not one[sort].get("name"):
                errors.required(f"{path}.sources[{index}].{sort}.name")
