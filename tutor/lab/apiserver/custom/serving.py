"""Keeps the registry in step with the stored CustomResourceDefinitions."""

import asyncio
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import state
from tutor.lab.apiserver.custom import definitions
from tutor.lab.apiserver.storage import store

Object = dict[str, Any]

KEY = (definitions.GROUP, definitions.PLURAL)


class Serving:
    """Listens to the definitions: serves what comes, establishes it, forgets what goes."""

    def __init__(self, held: state.State) -> None:
        self._held = held
        held.store.collection(KEY).listeners.add(self._changed)

    def _changed(self, event: store.Event) -> None:
        definition = event.entry.object
        group, plural = definition["spec"]["group"], definition["spec"]["names"]["plural"]
        self._held.registry.remove(group, plural)
        if event.type == "DELETED":
            # Not in the middle of telling the other listeners: they must hear of this deletion first.
            asyncio.get_running_loop().call_soon(self._forget, (group, plural))
            return
        for one in definitions.kinds(definition):
            self._held.registry.add(one)
        asyncio.get_running_loop().call_soon(self._establish, event.name[1])

    def _establish(self, name: str) -> None:
        found = self._held.store.get(KEY, "", name)
        if found is None:
            return
        ready = definitions.established(found.object, clock.rfc3339(self._held.config.now()))
        if ready is not None:
            self._held.store.put(KEY, ready)

    def _forget(self, key: store.Key) -> None:
        """Delete the objects of a kind that is no more, so that watchers see them go."""
        for (namespace, name), _ in self._held.store.items(key):
            self._held.store.remove(key, namespace, name)
