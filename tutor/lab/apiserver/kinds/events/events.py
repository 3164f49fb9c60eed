"""What happened to an object, in the newer form of the same stored events."""

from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]

_RENAMED = (
    ("involvedObject", "regarding"),
    ("message", "note"),
    ("reportingComponent", "reportingController"),
    ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"),
    ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"),
)
"""In the core group, and here (kubernetes: pkg/apis/events/v1/conversion.go)."""


def _from_stored(obj: Object) -> Object:
    found = objects.copy(obj)
    found["apiVersion"] = "events.k8s.io/v1"
    for core, here in _RENAMED:
        if core in found:
            found[here] = found.pop(core)
    return found


def _to_stored(obj: Object) -> Object:
    found = objects.copy(obj)
    found["apiVersion"] = "v1"
    for core, here in _RENAMED:
        if here in found:
            found[core] = found.pop(here)
    return found


KIND = kind.Kind(
    group="events.k8s.io",
    version="v1",
    plural="events",
    kind="Event",
    short_names=("ev",),
    stored=("", "events"),
    stored_as="v1",
    conversion=kind.Conversion(_from_stored, _to_stored),
    field_labels=(
        "reason",
        "type",
        "reportingController",
        "regarding.kind",
        "regarding.name",
        "regarding.namespace",
    ),
)
