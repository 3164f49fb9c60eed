"""Rules for volumes (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from collections.abc import Iterable
from typing import Any

from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

_SOURCES_WITH_NAME = {"configMap": "name", "secret": "secretName", "persistentVolumeClaim": "claimName"}


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
    for kind, key in _SOURCES_WITH_NAME.items():
        if kind in kinds[:1] and not volume[kind].get(key):
            errors.required(f"{path}.{kind}.{key}")
    if kinds[:1] == ["hostPath"] and not volume["hostPath"].get("path"):
        errors.required(f"{path}.hostPath.path")
