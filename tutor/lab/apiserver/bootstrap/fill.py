"""Puts the first objects into an empty store."""

from collections.abc import Iterable
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import objects, state

Object = dict[str, Any]


def fill(held: state.State, first: Iterable[Object]) -> None:
    """Store objects as they are, with identity and time."""
    moment = clock.rfc3339(held.config.now())
    for obj in first:
        group, _, version = obj["apiVersion"].rpartition("/")
        one = held.registry.by_kind(group, version, obj["kind"])
        assert one is not None, obj["kind"]
        obj["metadata"] |= {"uid": objects.fresh_uid(), "creationTimestamp": moment}
        _dated(obj, moment)
        held.store.put(one.key, objects.ordered(obj, one.kind, one.stored_api_version))


def _dated(obj: Object, moment: str) -> None:
    for condition in objects.dig(obj, "status", "conditions") or ():
        if condition.get("lastTransitionTime", moment) is None:
            condition["lastTransitionTime"] = moment
