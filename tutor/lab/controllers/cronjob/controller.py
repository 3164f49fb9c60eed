"""Starts jobs by the clock and clears away old ones."""

import datetime
import zoneinfo
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, ownership, world
from tutor.lab.controllers.cronjob import plan

Object = dict[str, Any]
COMPONENT = "cronjob-controller"
_CRON_JOBS, _JOBS = resources.CRON_JOBS, resources.JOBS


class Controller:
    """One for all cron jobs."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._jobs = ownership.Owned(of, _CRON_JOBS, _JOBS)
        self._queue = of.queue("cronjob", self._sync)
        of.informer(_CRON_JOBS).on_change(
            lambda _change, obj, _known: self._queue.add(
                f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            )
        )
        of.informer(_JOBS).on_change(self._job_changed)

    def _job_changed(self, _change: str, job: Object, _known: Object | None) -> None:
        owner = meta.controller_of(job)
        if owner is not None and owner["kind"] == _CRON_JOBS.kind:
            self._queue.add(f"{job['metadata']['namespace']}/{owner['name']}")

    async def _sync(self, key: str) -> float | None:
        cron_job = self._world.get(_CRON_JOBS, key)
        if cron_job is None or meta.deleting(cron_job):
            return None
        jobs = self._jobs.of(cron_job)
        for job in plan.superfluous(cron_job, jobs):
            await self._world.delete(_JOBS, job, propagation="Background")
            self._tell(cron_job, "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")
        due = plan.due(cron_job, _zone(cron_job), meta.now())
        status = dict(cron_job.get("status") or {})
        if due.time is not None and await self._start(cron_job, due.time, plan.running(jobs)):
            status["lastScheduleTime"] = meta.stamp(due.time.astimezone(datetime.UTC))
        self._note(status, self._jobs.of(cron_job), jobs, cron_job)
        await self._world.set_status(_CRON_JOBS, cron_job, status)
        return due.wait

    def _note(self, status: Object, jobs: list[Object], before: list[Object], cron_job: Object) -> None:
        """List the running jobs, and tell of those that have ended since."""
        running = [plan.reference(one) for one in plan.running(jobs)]
        listed = {one["uid"] for one in status.pop("active", None) or ()}
        if running:
            status["active"] = running
        for job in before:
            if job["metadata"]["uid"] in listed and job not in plan.running(before):
                word = "Complete" if meta.is_true(job, "Complete") else "Failed"
                text = f"Saw completed job: {job['metadata']['name']}, condition: {word}"
                self._tell(cron_job, "SawCompletedJob", text)
                if word == "Complete":
                    status["lastSuccessfulTime"] = job["status"]["completionTime"]

    async def _start(self, cron_job: Object, when: datetime.datetime, running: list[Object]) -> bool:
        policy = cron_job["spec"].get("concurrencyPolicy", "Allow")
        if running and policy == "Forbid":
            text = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._tell(cron_job, "JobAlreadyActive", text)
            return False
        if policy == "Replace":
            for job in running:
                await self._world.delete(_JOBS, job, propagation="Background")
        wanted = plan.job_for(cron_job, when)
        try:
            await self._world.create(_JOBS, wanted)
        except rest.ApiError as error:
            return error.reason == "AlreadyExists"
        self._tell(cron_job, "SuccessfulCreate", f"Created job {wanted['metadata']['name']}")
        return True

    def _tell(self, cron_job: Object, reason: str, text: str) -> None:
        self._world.events.tell(cron_job, _CRON_JOBS, reason, text, component=COMPONENT)


def _zone(cron_job: Object) -> datetime.tzinfo:
    name = cron_job["spec"].get("timeZone")
    return zoneinfo.ZoneInfo(name) if name else datetime.UTC
