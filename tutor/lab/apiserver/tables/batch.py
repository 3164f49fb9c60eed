"""Jobs and CronJobs."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_TEMPLATE = columns.wide("Containers", "Images", "Selector")


def _completions(obj: Object) -> str:
    spec, done = obj.get("spec", {}), obj.get("status", {}).get("succeeded", 0)
    if spec.get("completions") is not None:
        return f"{done}/{spec['completions']}"
    parallelism = spec.get("parallelism") or 0
    return f"{done}/1 of {parallelism}" if parallelism > 1 else f"{done}/1"


def _took(obj: Object, now: datetime.datetime) -> str:
    status = obj.get("status", {})
    if not status.get("startTime"):
        return ""
    start = duration.parse(status["startTime"])
    end = duration.parse(status["completionTime"]) if status.get("completionTime") else now
    return duration.human((end - start).total_seconds())


_WORDS = (
    ("Complete", "Complete"),
    ("Failed", "Failed"),
    ("Suspended", "Suspended"),
    ("FailureTarget", "FailureTarget"),
    ("SuccessCriteriaMet", "SuccessCriteriaMet"),
)


def _status(obj: Object) -> str:
    for condition, word in _WORDS[:2]:
        if cells.condition(obj, condition).get("status") == "True":
            return word
    if obj.get("metadata", {}).get("deletionTimestamp"):
        return "Terminating"
    for condition, word in _WORDS[2:]:
        if cells.condition(obj, condition).get("status") == "True":
            return word
    return "Running"


def _job(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    return [
        cells.name(obj),
        _status(obj),
        _completions(obj),
        _took(obj, now),
        duration.age(obj, now),
        *cells.containers(spec.get("template")),
        cells.selector(spec.get("selector")),
    ]


def _cron_job(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    job = (spec.get("jobTemplate") or {}).get("spec") or {}
    last = status.get("lastScheduleTime")
    suspend = spec.get("suspend")
    return [
        cells.name(obj),
        spec.get("schedule", ""),
        spec.get("timeZone") or cells.NONE,
        "<unset>" if suspend is None else str(suspend),
        len(status.get("active") or ()),
        duration.since(last, now) if last else cells.NONE,
        duration.age(obj, now),
        *cells.containers(job.get("template")),
        cells.selector(job.get("selector")),
    ]


JOBS = columns.printer(
    (columns.NAME, *columns.text("Status", "Completions", "Duration"), columns.AGE, *_TEMPLATE), _job
)
CRON_JOBS = columns.printer(
    (
        columns.NAME,
        *columns.text("Schedule", "Timezone"),
        columns.Column("Suspend", type="boolean"),
        columns.number("Active"),
        *columns.text("Last Schedule"),
        columns.AGE,
        *_TEMPLATE,
    ),
    _cron_job,
)
