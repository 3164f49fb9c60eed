"""Puts a daemon's pod on every node that lets it, and replaces old ones node by node."""

import asyncio
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import history, meta, ownership, world
from tutor.lab.controllers.daemonset import plan
from tutor.lab.controllers.templatehash import compute

Object = dict[str, Any]
COMPONENT = "daemonset-controller"
_SETS, _PODS, _NODES = resources.DAEMON_SETS, resources.PODS, resources.NODES


class Controller:
    """One for all daemon sets."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._pods = ownership.Owned(of, _SETS, _PODS)
        self._history = history.History(of, _SETS)
        self._queue = of.queue("daemonset", self._sync, spacing=0.01)
        of.informer(_SETS).on_change(
            lambda _change, obj, _known: self._queue.add(
                f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            )
        )
        of.informer(_NODES).on_change(self._node_changed)
        self._pods.on_change(self._queue.add)

    def _node_changed(self, _change: str, node: Object, known: Object | None) -> None:
        if known is not None and _placement(node) == _placement(known):
            return
        for one in self._world.informer(_SETS):
            self._queue.add(f"{one['metadata']['namespace']}/{one['metadata']['name']}")

    async def _sync(self, key: str) -> float | None:
        daemon_set = self._world.get(_SETS, key)
        if daemon_set is None or meta.deleting(daemon_set):
            return None
        owned = await self._pods.claim(daemon_set, daemon_set["spec"]["selector"])
        digest = compute.template(daemon_set["spec"]["template"], _collisions(daemon_set))
        revision = await self._history.current(daemon_set, digest, plan.HASH)
        digest = meta.labels(revision)[plan.HASH]
        nodes = list(self._world.informer(_NODES))
        create, delete = plan.difference(daemon_set, nodes, owned)
        if not create and not delete:
            delete = plan.outdated(daemon_set, nodes, owned, digest, meta.now())
        await asyncio.gather(
            *(self._create(daemon_set, node, digest) for node in create),
            *(self._delete(daemon_set, pod) for pod in delete),
        )
        owned = self._pods.of(daemon_set)
        live = {f"{daemon_set['metadata']['name']}-{meta.labels(pod).get(plan.HASH)}" for pod in owned}
        await self._history.trim(daemon_set, live | {revision["metadata"]["name"]})
        found = plan.status(daemon_set, nodes, owned, digest, meta.now())
        await self._world.set_status(_SETS, daemon_set, found)
        return None

    async def _create(self, daemon_set: Object, node: str, digest: str) -> None:
        made = await self._world.create(_PODS, plan.pod_for(daemon_set, node, digest))
        text = f"Created pod: {made['metadata']['name']}"
        self._world.events.tell(daemon_set, _SETS, "SuccessfulCreate", text, component=COMPONENT)

    async def _delete(self, daemon_set: Object, pod: Object) -> None:
        await self._world.delete(_PODS, pod)
        text = f"Deleted pod: {pod['metadata']['name']}"
        self._world.events.tell(daemon_set, _SETS, "SuccessfulDelete", text, component=COMPONENT)


def _collisions(daemon_set: Object) -> int | None:
    return (daemon_set.get("status") or {}).get("collisionCount")


def _placement(node: Object) -> tuple[Any, ...]:
    """What of a node decides whether a daemon belongs on it."""
    return meta.labels(node), node["spec"].get("taints"), node["spec"].get("unschedulable")
