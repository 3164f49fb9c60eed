"""How server-side apply sees lists, maps and structs: who may own a part, and who only the whole.

From the `+listType`, `+listMapKey`, `+mapType` and `+structType` markers of k8s.io/api. A list without an entry is
atomic; a map or struct without one is granular (KEP-555; structured-merge-diff v6, schema/elements.go).
"""

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

from tutor.lab.apiserver.schema import model


@functools.cache
def _facts() -> dict[str, Any]:
    file = Path(__file__).with_name("ownership.json")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def is_atomic(key: str) -> bool:
    """Whether the struct `core.v1/ObjectReference` has one owner as a whole."""
    return key in _facts()["atomic_structs"]


def owned(key: str, field: model.Field) -> model.Field:
    """The field of the type `key` with what server-side apply knows of it."""
    path = f"{key}.{field.name}"
    facts = _facts()
    default = facts["defaults"].get(path)
    if path in facts["maps"]:
        return dataclasses.replace(field, list_type="map", list_keys=tuple(facts["maps"][path].split(",")))
    if path in facts["sets"]:
        return dataclasses.replace(field, list_type="set")
    if path in facts["atomic"] or default is not None:
        return dataclasses.replace(field, atomic=path in facts["atomic"], default=default)
    return field
