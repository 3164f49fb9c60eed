"""Creates and deletes the pods of replica sets and counts them."""

import asyncio
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import batches, meta, ownership, pods, world
from tutor.lab.controllers.replicaset import plan

Object = dict[str, Any]
COMPONENT = "replicaset-controller"
BURST = 500
_SETS, _PODS = resources.REPLICA_SETS, resources.PODS


class Controller:
    """One for all replica sets."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._pods = ownership.Owned(of, _SETS, _PODS)
        self._queue = of.queue("replicaset", self._sync, spacing=0.01)
        of.informer(_SETS).on_change(
            lambda _change, obj, _known: self._queue.add(
                f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            )
        )
        self._pods.on_change(self._queue.add)

    async def _sync(self, key: str) -> float | None:
        replica_set = self._world.get(_SETS, key)
        if replica_set is None:
            return None
        owned = await self._pods.claim(replica_set, replica_set["spec"]["selector"])
        failure: BaseException | None = None
        if not meta.deleting(replica_set):
            failure = await self._manage(replica_set, owned)
            owned = self._pods.of(replica_set)
        now = meta.now()
        told = (
            (("FailedCreate" if _missing(replica_set, owned) else "FailedDelete"), str(failure))
            if failure
            else None
        )
        await self._world.set_status(_SETS, replica_set, plan.status(replica_set, owned, told, now))
        if failure is not None:
            raise failure
        return plan.soonest_available(replica_set, owned, now)

    async def _manage(self, replica_set: Object, owned: list[Object]) -> BaseException | None:
        missing, surplus = plan.difference(replica_set, owned)
        if missing:
            template = replica_set["spec"]["template"]
            pod = pods.from_template(template, replica_set, _SETS)
            return await batches.slow_start(min(missing, BURST), lambda: self._create(replica_set, pod))
        results = await asyncio.gather(
            *(self._delete(replica_set, pod) for pod in surplus[:BURST]), return_exceptions=True
        )
        return next((one for one in results if isinstance(one, BaseException)), None)

    async def _create(self, replica_set: Object, pod: Object) -> None:
        try:
            made = await self._world.create(_PODS, pod)
        except rest.ApiError as error:
            text = f"Error creating: {error}"
            self._world.events.tell(
                replica_set, _SETS, "FailedCreate", text, component=COMPONENT, warning=True
            )
            raise
        text = f"Created pod: {made['metadata']['name']}"
        self._world.events.tell(replica_set, _SETS, "SuccessfulCreate", text, component=COMPONENT)

    async def _delete(self, replica_set: Object, pod: Object) -> None:
        await self._world.delete(_PODS, pod)
        text = f"Deleted pod: {pod['metadata']['name']}"
        self._world.events.tell(replica_set, _SETS, "SuccessfulDelete", text, component=COMPONENT)


def _missing(replica_set: Object, owned: list[Object]) -> bool:
    return plan.difference(replica_set, owned)[0] > 0
