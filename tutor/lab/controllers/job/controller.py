"""Runs the pods of jobs until enough have succeeded or too many have failed."""

import asyncio
import copy
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, ownership, pods, world
from tutor.lab.controllers.job import plan

Object = dict[str, Any]
COMPONENT = "job-controller"
_JOBS, _PODS = resources.JOBS, resources.PODS


class Controller:
    """One for all jobs."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._pods = ownership.Owned(of, _JOBS, _PODS)
        self._queue = of.queue("job", self._sync, spacing=0.02)
        of.informer(_JOBS).on_change(
            lambda _change, obj, _known: self._queue.add(
                f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            )
        )
        self._pods.on_change(self._queue.add)

    async def _sync(self, key: str) -> float | None:
        job = self._world.get(_JOBS, key)
        if job is None or meta.deleting(job):
            return None
        if plan.finished(job):
            return await self._expire(job)
        owned = await self._pods.claim(job, job["spec"]["selector"])
        step = plan.step(job, owned, meta.now())
        await asyncio.gather(
            *(self._create(job, number) for number in step.create),
            *(self._delete(job, pod) for pod in step.delete),
        )
        found = plan.status(job, self._pods.of(job), step, meta.now())
        job = await self._world.set_status(_JOBS, job, found)
        if step.ended:
            kind, reason, message = step.ended
            words = ("Completed", "Job completed") if kind == "Complete" else (reason, message)
            self._tell(job, *words, warning=kind != "Complete")
        return step.wait

    async def _expire(self, job: Object) -> float | None:
        """Delete a finished job when its time to live is over."""
        seconds = job["spec"].get("ttlSecondsAfterFinished")
        if seconds is None:
            return None
        ended = meta.condition(job, "Complete") or meta.condition(job, "Failed") or {}
        left = seconds - (meta.now() - meta.parse(ended["lastTransitionTime"])).total_seconds()
        if left > 0:
            return float(left)
        await self._world.delete(_JOBS, job, propagation="Foreground")
        return None

    async def _create(self, job: Object, number: int | None) -> None:
        pod = copy.deepcopy(pods.from_template(job["spec"]["template"], job, _JOBS))
        if number is not None:
            name = job["metadata"]["name"]
            pod["metadata"]["generateName"] = f"{name}-{number}-"
            pod["metadata"].setdefault("annotations", {})[plan.INDEX] = str(number)
            pod["metadata"].setdefault("labels", {})[plan.INDEX] = str(number)
            pod["spec"]["hostname"] = f"{name}-{number}"
            for container in pod["spec"]["containers"]:
                source = {"fieldRef": {"fieldPath": f"metadata.labels['{plan.INDEX}']"}}
                container.setdefault("env", []).append({"name": "JOB_COMPLETION_INDEX", "valueFrom": source})
        try:
            made = await self._world.create(_PODS, pod)
        except rest.ApiError as error:
            self._tell(job, "FailedCreate", f"Error creating: {error}", warning=True)
            raise
        self._tell(job, "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")

    async def _delete(self, job: Object, pod: Object) -> None:
        await self._world.delete(_PODS, pod)
        self._tell(job, "SuccessfulDelete", f"Deleted pod: {pod['metadata']['name']}")

    def _tell(self, job: Object, reason: str, text: str, *, warning: bool = False) -> None:
        self._world.events.tell(job, _JOBS, reason, text, component=COMPONENT, warning=warning)
