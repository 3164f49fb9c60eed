"""What a verb gives back."""

import dataclasses
from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class One:
    """An object of a kind, and the code to answer with."""

    kind: kind.Kind
    entry: entry.Entry
    code: int = 200


@dataclasses.dataclass(frozen=True)
class Many:
    """A list with its metadata."""

    kind: kind.Kind
    entries: list[entry.Entry]
    metadata: Object


@dataclasses.dataclass(frozen=True)
class Plain:
    """An object that is not stored: a Status, a Scale, a review."""

    object: Object
    code: int = 200


Answer = One | Many | Plain


def success(details: Object | None = None, code: int = 0) -> Object:
    """A Status that all went well."""
    found: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    if details is not None:
        found["details"] = details
    if code:
        found["code"] = code
    return found
