"""Small questions about objects that every verb asks."""

import random
import uuid
from typing import Any

from tutor.lab.apiserver.storage import entry

Object = dict[str, Any]

SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""Letters of random suffixes: no vowels, no look-alikes (apimachinery: pkg/util/rand)."""
LONGEST_BASE = 58
"""What is left of a 63-letter name beside five random letters."""


def suffix() -> str:
    """Five random letters."""
    return "".join(random.choices(SUFFIX_LETTERS, k=5))


def generated_name(base: str) -> str:
    """A name made of a generateName."""
    return base[:LONGEST_BASE] + suffix()


def fresh_uid() -> str:
    """A new object's identity."""
    return str(uuid.uuid4())


_META_ORDER = (
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "managedFields",
)


def ordered(obj: Object, kind: str, api_version: str) -> Object:
    """The object with its fields in the order of the real server: kind, apiVersion, metadata, spec, status."""
    meta = obj.get("metadata") or {}
    head: Object = {"kind": kind, "apiVersion": api_version}
    head["metadata"] = {key: meta[key] for key in _META_ORDER if key in meta}
    for key, value in obj.items():
        if key not in head and key != "status":
            head[key] = value
    if "status" in obj:
        head["status"] = obj["status"]
    return head


def deleting(obj: Object) -> bool:
    """Whether a deletion was asked for."""
    return "deletionTimestamp" in obj["metadata"]


def without_times(managed: list[Object]) -> list[Object]:
    """managedFields less their times, to tell a write that changes nothing."""
    return [{key: value for key, value in one.items() if key != "time"} for one in managed]


def same(new: Object, old: Object) -> bool:
    """Whether storing `new` over `old` would change nothing but times of ownership."""
    if new.keys() != old.keys() or any(new[key] != old[key] for key in new if key != "metadata"):
        return False
    before, after = dict(old["metadata"]), dict(new["metadata"])
    before.pop("resourceVersion", None)
    after.pop("resourceVersion", None)
    owned_before, owned_after = before.pop("managedFields", []), after.pop("managedFields", [])
    return before == after and without_times(owned_before) == without_times(owned_after)


def copy(obj: Object) -> Object:
    """A deep copy."""
    found: Object = entry.clone(obj)
    return found


def dig(obj: Any, *path: str) -> Any:
    """The value at a path of keys, or None."""
    for key in path:
        if not isinstance(obj, dict):
            return None
        obj = obj.get(key)
    return obj
