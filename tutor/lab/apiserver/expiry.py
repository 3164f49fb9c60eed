"""Forgets objects that are kept for a while only (etcd's leases in a real cluster; kube-apiserver --event-ttl)."""

import asyncio
import datetime
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import objects, state
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]

ROUND_SECONDS = 60.0


async def run(held: state.State) -> None:
    """Look round for ever."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        sweep(held)


def sweep(held: state.State) -> None:
    """Forget what is past its time."""
    for one in held.registry:
        if one.keep_seconds:
            _sweep(held, one)


def _sweep(held: state.State, one: kind.Kind) -> None:
    oldest = held.config.now() - datetime.timedelta(seconds=one.keep_seconds)
    for (namespace, name), found in held.store.items(one.key):
        if clock.parse(_written(found.object)) < oldest:
            held.store.remove(one.key, namespace, name)


def _written(obj: Object) -> str:
    """When the object was last written, by its own account."""
    series = objects.dig(obj, "series", "lastObservedTime")
    times = [series, obj.get("lastTimestamp"), obj.get("eventTime"), obj["metadata"]["creationTimestamp"]]
    return str(max(one for one in times if one))
