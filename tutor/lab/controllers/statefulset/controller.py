"""Makes and deletes the numbered pods of stateful sets, one after the other."""

import asyncio
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import history, meta, ownership, world
from tutor.lab.controllers.statefulset import plan
from tutor.lab.controllers.templatehash import compute

Object = dict[str, Any]
COMPONENT = "statefulset-controller"
_SETS, _PODS, _CLAIMS = resources.STATEFUL_SETS, resources.PODS, resources.PERSISTENT_VOLUME_CLAIMS


class Controller:
    """One for all stateful sets."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._pods = ownership.Owned(of, _SETS, _PODS)
        self._history = history.History(of, _SETS)
        self._queue = of.queue("statefulset", self._sync, spacing=0.01)
        of.informer(_CLAIMS)
        of.informer(_SETS).on_change(
            lambda _change, obj, _known: self._queue.add(
                f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            )
        )
        self._pods.on_change(self._queue.add)

    async def _sync(self, key: str) -> float | None:
        stateful_set = self._world.get(_SETS, key)
        if stateful_set is None or meta.deleting(stateful_set):
            return None
        owned = await self._pods.claim(stateful_set, stateful_set["spec"]["selector"])
        collisions = (stateful_set.get("status") or {}).get("collisionCount") or 0
        digest = compute.revision(compute.canonical(history.data(stateful_set)), collisions)
        update = await self._history.current(stateful_set, digest, plan.HASH)
        digest = meta.labels(update)[plan.HASH]
        known = (stateful_set.get("status") or {}).get("currentRevision") or update["metadata"]["name"]
        step = plan.step(stateful_set, owned, digest, meta.now())
        await asyncio.gather(
            *(self._create(stateful_set, number, known, update) for number in step.create),
            *(self._delete(stateful_set, pod) for pod in step.delete),
        )
        owned = self._pods.of(stateful_set)
        name = stateful_set["metadata"]["name"]
        live = {f"{name}-{meta.labels(pod).get(plan.HASH)}" for pod in owned} | {
            known,
            update["metadata"]["name"],
        }
        await self._history.trim(stateful_set, live)
        found = plan.status(stateful_set, owned, known, update["metadata"]["name"], meta.now())
        await self._world.set_status(_SETS, stateful_set, found)
        return float(stateful_set["spec"].get("minReadySeconds", 0)) or None

    async def _create(self, stateful_set: Object, number: int, current: str, update: Object) -> None:
        for claim in plan.claims_for(stateful_set, number):
            await self._claim(stateful_set, number, claim)
        strategy = (stateful_set["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
        revision = update
        if number < int(strategy.get("partition", 0)):
            known = self._history.of(stateful_set)
            revision = next((one for one in known if one["metadata"]["name"] == current), update)
        template = {
            key: part for key, part in revision["data"]["spec"]["template"].items() if key != "$patch"
        }
        pod = plan.pod_for(stateful_set, number, template, meta.labels(revision)[plan.HASH])
        name, owner = pod["metadata"]["name"], stateful_set["metadata"]["name"]
        try:
            await self._world.create(_PODS, pod)
        except rest.ApiError as error:
            text = f"create Pod {name} in StatefulSet {owner} failed error: {error}"
            self._tell(stateful_set, "FailedCreate", text, warning=True)
            raise
        self._tell(stateful_set, "SuccessfulCreate", f"create Pod {name} in StatefulSet {owner} successful")

    async def _claim(self, stateful_set: Object, number: int, claim: Object) -> None:
        about = claim["metadata"]
        if self._world.get(_CLAIMS, f"{about['namespace']}/{about['name']}") is not None:
            return
        await self._world.create(_CLAIMS, claim)
        owner = stateful_set["metadata"]["name"]
        text = f"create Claim {about['name']} Pod {owner}-{number} in StatefulSet {owner} success"
        self._tell(stateful_set, "SuccessfulCreate", text)

    async def _delete(self, stateful_set: Object, pod: Object) -> None:
        await self._world.delete(_PODS, pod)
        name, owner = pod["metadata"]["name"], stateful_set["metadata"]["name"]
        self._tell(stateful_set, "SuccessfulDelete", f"delete Pod {name} in StatefulSet {owner} successful")

    def _tell(self, stateful_set: Object, reason: str, text: str, *, warning: bool = False) -> None:
        self._world.events.tell(stateful_set, _SETS, reason, text, component=COMPONENT, warning=warning)
