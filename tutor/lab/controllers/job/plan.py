"""How many pods of a job to run, when it is through or has failed, and what it reports."""

import dataclasses
import datetime
from typing import Any

from tutor.lab.controllers import meta, pods

Object = dict[str, Any]
INDEX = "batch.kubernetes.io/job-completion-index"
_LONGEST_BACKOFF = 600.0


@dataclasses.dataclass(frozen=True)
class Step:
    """What to do now: pods to make (indices, or None for an unnumbered one) and to delete, and how it ended."""

    create: tuple[int | None, ...] = ()
    delete: tuple[Object, ...] = ()
    ended: tuple[str, str, str] | None = None
    """Condition type (Complete or Failed), reason and message."""
    wait: float | None = None
    """Seconds until there is something to do again."""


def indexed(job: Object) -> bool:
    """Whether each pod has a number of its own."""
    return bool(job["spec"].get("completionMode") == "Indexed")


def index_of(pod: Object) -> int:
    """The number of an indexed job's pod."""
    return int(meta.annotations(pod).get(INDEX, "-1"))


def finished(job: Object) -> bool:
    """Whether the job has come to its end."""
    return meta.is_true(job, "Complete") or meta.is_true(job, "Failed")


def succeeded(job: Object, owned: list[Object]) -> int:
    """How many completions there are."""
    done = [pod for pod in owned if pods.phase(pod) == "Succeeded"]
    return len({index_of(pod) for pod in done}) if indexed(job) else len(done)


def step(job: Object, owned: list[Object], now: datetime.datetime) -> Step:
    """Decide what to do with the pods of a job that has not ended."""
    spec = job["spec"]
    active = [pod for pod in owned if pods.active(pod)]
    ended = _ended(job, owned, active, now)
    if ended is not None:
        return Step(delete=tuple(active), ended=ended)
    if spec.get("suspend"):
        return Step(delete=tuple(active))
    wanted = _wanted(job, owned, active)
    if len(active) > wanted:
        return Step(delete=tuple(active[wanted:]))
    if len(active) == wanted:
        return Step(wait=_deadline(job, now))
    pause = _backoff(owned, now)
    if pause > 0:
        return Step(wait=pause)
    return Step(create=_new(job, owned, active, wanted - len(active)), wait=_deadline(job, now))


def _ended(
    job: Object, owned: list[Object], active: list[Object], now: datetime.datetime
) -> tuple[str, str, str] | None:
    spec = job["spec"]
    failures = sum(pods.phase(pod) == "Failed" for pod in owned) + sum(pods.restarts(pod) for pod in active)
    if failures > int(spec.get("backoffLimit", 6)):
        return "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    left = _deadline(job, now)
    if left is not None and left <= 0:
        return "Failed", "DeadlineExceeded", "Job was active longer than specified deadline"
    done, wanted = succeeded(job, owned), spec.get("completions")
    if wanted is None:
        through = done > 0 and not active
    else:
        through = done >= int(wanted)
    if through:
        return "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
    return None


def _wanted(job: Object, owned: list[Object], active: list[Object]) -> int:
    parallelism, completions = int(job["spec"].get("parallelism", 1)), job["spec"].get("completions")
    done = succeeded(job, owned)
    if completions is None:
        return len(active) if done else parallelism
    return min(parallelism, int(completions) - done)


def _deadline(job: Object, now: datetime.datetime) -> float | None:
    seconds, start = job["spec"].get("activeDeadlineSeconds"), (job.get("status") or {}).get("startTime")
    if seconds is None or not start or job["spec"].get("suspend"):
        return None
    return float(seconds - (now - meta.parse(start)).total_seconds())


def _backoff(owned: list[Object], now: datetime.datetime) -> float:
    """Seconds to wait after failures: 10, 20, 40 … since the last."""
    ends = sorted(_end(pod) for pod in owned if pods.phase(pod) == "Failed")
    if not ends or not ends[-1]:
        return 0.0
    pause = min(10.0 * 2 ** (len(ends) - 1), _LONGEST_BACKOFF)
    return float(pause - (now - meta.parse(ends[-1])).total_seconds())


def _end(pod: Object) -> str:
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    ends = [((one.get("state") or {}).get("terminated") or {}).get("finishedAt") or "" for one in statuses]
    return max(ends, default="") or str(pod["metadata"].get("creationTimestamp", ""))


def _new(job: Object, owned: list[Object], active: list[Object], count: int) -> tuple[int | None, ...]:
    if not indexed(job):
        return (None,) * count
    taken = {index_of(pod) for pod in active} | {
        index_of(one) for one in owned if pods.phase(one) == "Succeeded"
    }
    free = (number for number in range(int(job["spec"]["completions"])) if number not in taken)
    return tuple(number for number, _ in zip(free, range(count), strict=False))


def ranges(numbers: set[int]) -> str:
    """Numbers as `0-2,5`."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, dict.fromkeys(part))) for part in parts)


def status(job: Object, owned: list[Object], done: Step, now: datetime.datetime) -> Object:
    """The new status after a step."""
    before, spec = job.get("status") or {}, job["spec"]
    active = [] if done.ended else [pod for pod in owned if pods.active(pod)]
    counted: Object = {
        "active": len(active),
        "succeeded": succeeded(job, owned),
        "failed": sum(pods.phase(pod) == "Failed" for pod in owned),
    }
    found = {key: number for key, number in counted.items() if number}
    found["terminating"] = (
        0 if done.ended else sum(meta.deleting(pod) and not pods.finished(pod) for pod in owned)
    )
    found["ready"] = sum(pods.ready(pod) for pod in active)
    found["uncountedTerminatedPods"] = {}
    if before.get("startTime") or not spec.get("suspend"):
        found["startTime"] = before.get("startTime") or meta.stamp(now)
    if indexed(job):
        found["completedIndexes"] = ranges({index_of(pod) for pod in owned if pods.phase(pod) == "Succeeded"})
    conditions = list(before.get("conditions") or ())
    conditions = _suspended(job, conditions, now)
    if done.ended:
        kind, reason, message = done.ended
        early = "SuccessCriteriaMet" if kind == "Complete" else "FailureTarget"
        conditions += [_condition(one, reason, message, now) for one in (early, kind)]
        if kind == "Complete":
            found["completionTime"] = meta.stamp(now)
    return {**found, "conditions": conditions} if conditions else found


def _suspended(job: Object, conditions: list[Object], now: datetime.datetime) -> list[Object]:
    suspended = bool(job["spec"].get("suspend"))
    known = next((one for one in conditions if one["type"] == "Suspended"), None)
    if not suspended and known is None:
        return conditions
    if known is not None and (known["status"] == "True") is suspended:
        return conditions
    words = ("JobSuspended", "Job suspended") if suspended else ("JobResumed", "Job resumed")
    fresh = {**_condition("Suspended", *words, now), "status": "True" if suspended else "False"}
    return [*(one for one in conditions if one["type"] != "Suspended"), fresh]


def _condition(kind: str, reason: str, message: str, now: datetime.datetime) -> Object:
    stamp = meta.stamp(now)
    about = {"type": kind, "status": "True", "lastProbeTime": stamp, "lastTransitionTime": stamp}
    return {**about, "reason": reason, "message": message}
