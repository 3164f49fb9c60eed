"""`metadata.managedFields` as a table of managers, and back (apimachinery: pkg/util/managedfields/internal)."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tutor.lab.apiserver.patch import fields

APPLY, UPDATE = "Apply", "Update"
Object = dict[str, Any]

_NEVER = frozenset(
    [("f:apiVersion",), ("f:kind",), ("f:metadata",)]
    + [
        ("f:metadata", f"f:{name}")
        for name in (
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion",
        )
    ]
)
"""Fields that nobody owns (managedfields/internal/stripmeta.go)."""


class Manager(NamedTuple):
    """Who owns fields: a name, how it wrote, and through which subresource.

    An applier is the same one in every version of an API, so its `api_version` is not part of it (empty).
    """

    name: str
    operation: str
    api_version: str
    subresource: str = ""

    def shown(self) -> str:
        """As conflict messages name it."""
        text = f'"{self.name}"'
        if self.subresource:
            text += f' with subresource "{self.subresource}"'
        return f"{text} using {self.api_version}" if self.operation == UPDATE else text


def manager(name: str, operation: str, api_version: str, subresource: str = "") -> Manager:
    """The identity of a manager."""
    return Manager(name, operation, "" if operation == APPLY else api_version, subresource)


@dataclasses.dataclass(frozen=True)
class Owned:
    """What a manager owns, in which version it said so, and when it last changed something (RFC 3339)."""

    fields: fields.Fields
    api_version: str
    time: str | None = None


Managers = dict[Manager, Owned]


def read(obj: Object | None) -> Managers:
    """The managers that an object names; entries without fields are passed over."""
    metadata = (obj or {}).get("metadata") or {}
    found: Managers = {}
    for entry in metadata.get("managedFields") or ():
        owned = fields.decode(entry.get("fieldsV1"))
        operation, version = entry.get("operation", UPDATE), entry.get("apiVersion", "")
        key = manager(entry.get("manager", ""), operation, version, entry.get("subresource", ""))
        if owned:
            found[key] = Owned(owned, version, entry.get("time"))
    return found


def entries(found: Mapping[Manager, Owned]) -> list[Object]:
    """As `metadata.managedFields` holds them: appliers first, then by time and name."""
    kept = {key: dataclasses.replace(owned, fields=owned.fields - _NEVER) for key, owned in found.items()}
    shown = [(key, owned) for key, owned in kept.items() if owned.fields]
    shown.sort(key=lambda pair: (pair[0].operation, pair[1].time or "", pair[0].name, *pair[0][2:]))
    return [_entry(key, owned) for key, owned in shown]


def _entry(key: Manager, owned: Owned) -> Object:
    entry: Object = {"manager": key.name, "operation": key.operation, "apiVersion": owned.api_version}
    if owned.time:
        entry["time"] = owned.time
    entry["fieldsType"] = "FieldsV1"
    entry["fieldsV1"] = fields.encode(owned.fields)
    if key.subresource:
        entry["subresource"] = key.subresource
    return entry


def written(obj: Object, found: Mapping[Manager, Owned]) -> Object:
    """The object with these managers in its metadata."""
    metadata = {name: value for name, value in (obj.get("metadata") or {}).items() if name != "managedFields"}
    listed = entries(found)
    if listed:
        metadata["managedFields"] = listed
    return {**obj, "metadata": metadata}


def unmanaged(obj: Object | None) -> Object:
    """The object without its managed fields, as comparisons need it."""
    if obj is None:
        return {}
    metadata = obj.get("metadata")
    if not isinstance(metadata, dict) or "managedFields" not in metadata:
        return obj
    return {**obj, "metadata": {name: value for name, value in metadata.items() if name != "managedFields"}}


def without(found: Mapping[Manager, Owned], lost: fields.Fields, spared: Iterable[Manager]) -> Managers:
    """The managers after all but `spared` have lost some fields; who owns nothing is gone."""
    safe = set(spared)
    result: Managers = {}
    for key, owned in found.items():
        left = owned.fields if key in safe else owned.fields - lost
        if left:
            result[key] = dataclasses.replace(owned, fields=left)
    return result


MOST_UPDATERS = 10
_ANCIENT = "ancient-changes"


def capped(found: Managers) -> Managers:
    """The managers with the oldest updaters of a version in one bucket, once there are more than ten updaters.

    managedfields/internal/capmanagers.go.
    """
    updaters = sorted(
        (key for key in found if key.operation == UPDATE), key=lambda key: (found[key].time or "", key.name)
    )
    surplus = len(updaters) - MOST_UPDATERS
    result, first = dict(found), dict[str, Manager]()
    for key in updaters:
        if surplus <= 0:
            break
        owned = found[key]
        if owned.api_version not in first:
            first[owned.api_version] = key
            continue
        bucket = Manager(_ANCIENT, UPDATE, owned.api_version)
        earlier = result[bucket] if bucket in result else result.pop(first[owned.api_version])
        if key != bucket:
            result.pop(key)
        result[bucket] = dataclasses.replace(owned, fields=earlier.fields | owned.fields)
        surplus -= 1
    return result
