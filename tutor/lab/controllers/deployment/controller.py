"""Brings deployments forward: one planned step, then the status."""

import dataclasses
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, ownership, world
from tutor.lab.controllers.deployment import plan, revisions, sizes, status

Object = dict[str, Any]
COMPONENT = "deployment-controller"
_DEPLOYMENTS, _SETS = resources.DEPLOYMENTS, resources.REPLICA_SETS


class Controller:
    """One for all deployments."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._sets = ownership.Owned(of, _DEPLOYMENTS, _SETS)
        self._queue = of.queue("deployment", self._sync, spacing=0.01)
        of.informer(_DEPLOYMENTS).on_change(lambda _change, obj, _known: self._add(obj))
        self._sets.on_change(self._queue.add)

    def _add(self, obj: Object) -> None:
        self._queue.add(f"{obj['metadata']['namespace']}/{obj['metadata']['name']}")

    async def _sync(self, key: str) -> float | None:
        deployment = self._world.get(_DEPLOYMENTS, key)
        if deployment is None:
            return None
        sets = await self._sets.claim(deployment, deployment["spec"]["selector"])
        if meta.deleting(deployment):
            return None
        step = plan.step(deployment, sets)
        created = await self._create(deployment, step.create) if step.create else None
        try:
            sets = await self._apply(deployment, dataclasses.replace(step, create=created), sets)
        finally:
            deployment = self._world.get(_DEPLOYMENTS, key) or deployment
        return await self._report(deployment, sets, step, created=created is not None)

    async def _create(self, deployment: Object, wanted: Object) -> Object | None:
        try:
            made = await self._world.create(_SETS, wanted)
        except rest.ApiError as error:
            if error.reason != "AlreadyExists":
                raise
            await self._collided(deployment, wanted)
            return None
        if sizes.size(made):
            self._tell(deployment, "up", made, 0, sizes.size(made))
        return made

    async def _collided(self, deployment: Object, wanted: Object) -> None:
        """The name is taken: by our own set that the cache does not know yet, or by a set of another template."""
        found = await self._world.client.get(
            _SETS, wanted["metadata"]["name"], wanted["metadata"]["namespace"]
        )
        mine = meta.owned_by(found, deployment["metadata"]["uid"])
        if mine and revisions.same_template(found["spec"]["template"], deployment["spec"]["template"]):
            self._world.informer(_SETS).remember(found)
        else:
            before = deployment.get("status") or {}
            count = (before.get("collisionCount") or 0) + 1
            await self._world.set_status(_DEPLOYMENTS, deployment, {**before, "collisionCount": count})
        self._add(deployment)

    async def _apply(self, deployment: Object, step: plan.Step, sets: list[Object]) -> list[Object]:
        known = {one["metadata"]["uid"]: one for one in sets}
        if step.create is not None:
            known[step.create["metadata"]["uid"]] = step.create
        if step.annotate is not None:
            one, carried = step.annotate
            noted = await self._world.patch(_SETS, one, {"metadata": {"annotations": carried}})
            known[noted["metadata"]["uid"]] = noted
        for one, number in step.resize:
            sized = await self._resize(deployment, one, number)
            known[sized["metadata"]["uid"]] = sized
        for one in step.delete:
            await self._world.delete(_SETS, one)
            known.pop(one["metadata"]["uid"])
        return list(known.values())

    async def _resize(self, deployment: Object, one: Object, number: int) -> Object:
        body = {"metadata": {"annotations": revisions.size_notes(deployment)}, "spec": {"replicas": number}}
        before = sizes.size(one)
        sized = await self._world.patch(_SETS, one, body)
        if number != before:
            self._tell(deployment, "up" if number > before else "down", one, before, number)
        return sized

    def _tell(self, deployment: Object, way: str, one: Object, before: int, after: int) -> None:
        name = one["metadata"]["name"]
        text = f"Scaled {way} replica set {name} from {before} to {after}"
        self._world.events.tell(deployment, _DEPLOYMENTS, "ScalingReplicaSet", text, component=COMPONENT)

    async def _report(
        self, deployment: Object, sets: list[Object], step: plan.Step, *, created: bool
    ) -> float | None:
        newest = revisions.find_new(deployment, sets)
        revision = str(revisions.number(newest)) if newest else ""
        if revision and meta.annotations(deployment).get(revisions.REVISION) != revision:
            body = {"metadata": {"annotations": {revisions.REVISION: revision}}}
            deployment = await self._world.patch(_DEPLOYMENTS, deployment, body)
        now = meta.now()
        found = status.compute(deployment, sets, newest, now, rollout=step.rollout, created=created)
        deployment = await self._world.set_status(_DEPLOYMENTS, deployment, found)
        if step.create or step.resize:
            self._add(deployment)
        known = meta.condition(deployment, "Progressing")
        if known is None or not status.has_deadline(deployment) or deployment["spec"].get("paused"):
            return None
        left = status.overdue(deployment, known, now)
        return left + 1.0 if 0 < left < float("inf") else None
