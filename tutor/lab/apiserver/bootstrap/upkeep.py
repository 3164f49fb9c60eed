"""Puts back what the server itself keeps in a cluster, whoever deletes it.

kubernetes: pkg/controlplane/controller/kubernetesservice and systemnamespaces, which look every ten seconds and every
minute. Here it happens at once, so that nobody else gets the service's address meanwhile.
"""

import asyncio

from tutor.lab.apiserver import state
from tutor.lab.apiserver.bootstrap import fill, objects
from tutor.lab.apiserver.storage import store


class Upkeep:
    """Listens to the deletion of `objects.lasting`."""

    def __init__(self, held: state.State) -> None:
        self._held = held
        self._kept = {self._place(obj) for obj in objects.lasting(held.config)}
        for key, _, _ in self._kept:
            held.store.collection(key).listeners.add(self._changed)

    def _changed(self, event: store.Event) -> None:
        if event.type == "DELETED" and event.name in {(space, name) for _, space, name in self._kept}:
            # Not in the middle of telling the other listeners: they must hear of this deletion first.
            asyncio.get_running_loop().call_soon(self._restore)

    def _restore(self) -> None:
        every = objects.lasting(self._held.config)
        fill.fill(self._held, [obj for obj in every if self._held.store.get(*self._place(obj)) is None])

    def _place(self, obj: objects.Object) -> tuple[store.Key, str, str]:
        group, _, version = obj["apiVersion"].rpartition("/")
        one = self._held.registry.by_kind(group, version, obj["kind"])
        assert one is not None, obj["kind"]
        return one.key, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
