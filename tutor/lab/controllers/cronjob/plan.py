"""Whether a job is due, and which old ones go."""

import dataclasses
import datetime
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta
from tutor.lab.controllers.cronjob import schedule
from tutor.lab.controllers.job import plan as job_plan

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Due:
    """The time whose job is to be started now (None for none), and seconds until the next."""

    time: datetime.datetime | None
    wait: float | None


def due(cron_job: Object, zone: datetime.tzinfo, now: datetime.datetime) -> Due:
    """The last time that has passed without a job, within the starting deadline."""
    spec, status = cron_job["spec"], cron_job.get("status") or {}
    times = schedule.parse(spec["schedule"])
    since = meta.parse(status.get("lastScheduleTime") or cron_job["metadata"]["creationTimestamp"])
    deadline = spec.get("startingDeadlineSeconds")
    if deadline is not None:
        since = max(since, now - datetime.timedelta(seconds=deadline))
    latest = None
    at = times.after(since.astimezone(zone))
    while at is not None and at <= now:
        latest, at = at, times.after(at)
    wait = (at - now).total_seconds() + 0.1 if at is not None else None
    return Due(None if spec.get("suspend") else latest, wait)


def job_for(cron_job: Object, when: datetime.datetime) -> Object:
    """The job of one scheduled time; its name says which (minutes since 1970)."""
    about, template = cron_job["metadata"], cron_job["spec"]["jobTemplate"]
    above = template.get("metadata") or {}
    stamp = when.isoformat().replace("+00:00", "Z")
    return {
        "metadata": {
            "name": f"{about['name']}-{int(when.timestamp()) // 60}",
            "namespace": about["namespace"],
            "labels": dict(above.get("labels") or {}),
            "annotations": {
                **(above.get("annotations") or {}),
                "batch.kubernetes.io/cronjob-scheduled-timestamp": stamp,
            },
            "ownerReferences": [meta.owner_reference(cron_job, resources.CRON_JOBS)],
        },
        "spec": template["spec"],
    }


def superfluous(cron_job: Object, jobs: list[Object]) -> list[Object]:
    """Finished jobs beyond the history limits, oldest first."""
    spec = cron_job["spec"]
    gone: list[Object] = []
    for kind, limit in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
        of_kind = sorted((one for one in jobs if meta.is_true(one, kind)), key=_started)
        keep = spec.get(limit, 3 if kind == "Complete" else 1)
        gone += of_kind[: max(0, len(of_kind) - keep)]
    return gone


def _started(job: Object) -> str:
    return str((job.get("status") or {}).get("startTime") or job["metadata"].get("creationTimestamp", ""))


def running(jobs: list[Object]) -> list[Object]:
    """Jobs that have not ended."""
    return [one for one in jobs if not job_plan.finished(one)]


def reference(job: Object) -> Object:
    """A job as the status lists it."""
    about = job["metadata"]
    found = {"apiVersion": "batch/v1", "kind": "Job", "name": about["name"], "namespace": about["namespace"]}
    return {**found, "uid": about["uid"], "resourceVersion": about["resourceVersion"]}
