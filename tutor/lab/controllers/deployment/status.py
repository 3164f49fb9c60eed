"""What a deployment reports: counts, and the conditions in the words that `kubectl rollout status` reads."""

import datetime
from typing import Any

from tutor.lab.controllers import meta
from tutor.lab.controllers.deployment import sizes

Object = dict[str, Any]

_COUNTS = ("replicas", "readyReplicas", "availableReplicas")


def counts(deployment: Object, sets: list[Object], newest: Object | None) -> Object:
    """The numbers of the status; the API leaves zeros out, but for terminatingReplicas."""
    found: Object = {field: sum(sizes.counted(one, field) for one in sets) for field in _COUNTS}
    found["updatedReplicas"] = sizes.counted(newest, "replicas") if newest else 0
    found["unavailableReplicas"] = max(0, found["replicas"] - found["availableReplicas"])
    found["observedGeneration"] = deployment["metadata"].get("generation", 0)
    kept = {key: number for key, number in found.items() if number}
    kept["terminatingReplicas"] = sum(sizes.counted(one, "terminatingReplicas") for one in sets)
    collisions = (deployment.get("status") or {}).get("collisionCount")
    return kept if collisions is None else {**kept, "collisionCount": collisions}


class Conditions:
    """The conditions of one deployment while a new status is made of them."""

    def __init__(self, deployment: Object, now: datetime.datetime) -> None:
        self._stamp = meta.stamp(now)
        known = (deployment.get("status") or {}).get("conditions") or ()
        self._found: dict[str, Object] = {one["type"]: dict(one) for one in known}

    def get(self, kind: str) -> Object | None:
        """The condition of that type."""
        return self._found.get(kind)

    def put(self, kind: str, status: str, reason: str, message: str, *, renew: bool = False) -> None:
        """Set a condition; one with the same status and reason stays as it is, unless it is to be renewed."""
        known = self._found.get(kind)
        if known and known["status"] == status and known["reason"] == reason and not renew:
            return
        since = known["lastTransitionTime"] if known and known["status"] == status else self._stamp
        self._found.pop(kind, None)
        self._found[kind] = {
            "type": kind,
            "status": status,
            "lastUpdateTime": self._stamp,
            "lastTransitionTime": since,
            "reason": reason,
            "message": message,
        }

    def drop(self, kind: str) -> None:
        """Remove a condition."""
        self._found.pop(kind, None)

    def all(self) -> list[Object]:
        """All conditions, those that changed last."""
        return list(self._found.values())


def compute(
    deployment: Object,
    sets: list[Object],
    newest: Object | None,
    now: datetime.datetime,
    *,
    rollout: bool,
    created: bool = False,
) -> Object:
    """The new status after a step; `created` when the newest set has just been made."""
    found = counts(deployment, sets, newest)
    conditions = Conditions(deployment, now)
    if has_deadline(deployment):
        _pause(deployment, conditions)
        _found_new(conditions, newest, created=created)
    _availability(deployment, found, conditions)
    if rollout and has_deadline(deployment):
        _progress(deployment, found, newest, conditions, now)
    elif not has_deadline(deployment):
        conditions.drop("Progressing")
    _failure(sets, conditions)
    return {**found, "conditions": conditions.all()}


def has_deadline(deployment: Object) -> bool:
    """Whether progress is watched at all (the largest number means no)."""
    return deployment["spec"].get("progressDeadlineSeconds") not in (None, 2**31 - 1)


def _pause(deployment: Object, conditions: Conditions) -> None:
    known = conditions.get("Progressing")
    if known and known["reason"] == "ProgressDeadlineExceeded":
        return
    noted = bool(known and known["reason"] == "DeploymentPaused")
    paused = bool(deployment["spec"].get("paused"))
    if paused and not noted:
        conditions.put("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
    elif noted and not paused:
        conditions.put("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")


def _found_new(conditions: Conditions, newest: Object | None, *, created: bool) -> None:
    if newest is None:
        return
    name = newest["metadata"]["name"]
    if created:
        conditions.put("Progressing", "True", "NewReplicaSetCreated", f'Created new replica set "{name}"')
    elif conditions.get("Progressing") is None:
        conditions.put("Progressing", "True", "FoundNewReplicaSet", f'Found new replica set "{name}"')


def _availability(deployment: Object, found: Object, conditions: Conditions) -> None:
    minimum = deployment["spec"]["replicas"] - sizes.max_unavailable(deployment)
    if found.get("availableReplicas", 0) >= minimum:
        text = "Deployment has minimum availability."
        conditions.put("Available", "True", "MinimumReplicasAvailable", text)
    else:
        text = "Deployment does not have minimum availability."
        conditions.put("Available", "False", "MinimumReplicasUnavailable", text)


def complete(deployment: Object, found: Object) -> bool:
    """Whether the rollout is through: all pods are of the newest set, none is left of the old, all serve."""
    wanted = deployment["spec"]["replicas"]
    fields = ("updatedReplicas", "replicas", "availableReplicas")
    return all(found.get(field, 0) == wanted for field in fields)


def _progressing(before: Object, after: Object) -> bool:
    def old_left(status: Object) -> int:
        return int(status.get("replicas", 0) - status.get("updatedReplicas", 0))

    grew = any(
        after.get(field, 0) > before.get(field, 0)
        for field in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return grew or old_left(after) < old_left(before)


def _progress(
    deployment: Object, found: Object, newest: Object | None, conditions: Conditions, now: datetime.datetime
) -> None:
    known = conditions.get("Progressing")
    settled = found.get("replicas", 0) == found.get("updatedReplicas", 0)
    if settled and known and known["reason"] == "NewReplicaSetAvailable":
        return
    about = f'ReplicaSet "{newest["metadata"]["name"]}"' if newest else f'Deployment "{_name(deployment)}"'
    if complete(deployment, found):
        text = f"{about} has successfully progressed."
        conditions.put("Progressing", "True", "NewReplicaSetAvailable", text)
    elif _progressing(deployment.get("status") or {}, found):
        conditions.put("Progressing", "True", "ReplicaSetUpdated", f"{about} is progressing.", renew=True)
    elif known and overdue(deployment, known, now) <= 0:
        text = f"{about} has timed out progressing."
        conditions.put("Progressing", "False", "ProgressDeadlineExceeded", text)


def _name(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def overdue(deployment: Object, progressing: Object, now: datetime.datetime) -> float:
    """Seconds until the deadline runs out, infinite for a rollout that is through."""
    if progressing["reason"] == "NewReplicaSetAvailable":
        return float("inf")
    if progressing["reason"] == "ProgressDeadlineExceeded":
        return 0.0
    limit = float(deployment["spec"]["progressDeadlineSeconds"])
    return limit - (now - meta.parse(progressing["lastUpdateTime"])).total_seconds()


def _failure(sets: list[Object], conditions: Conditions) -> None:
    for one in sets:
        failed = meta.condition(one, "ReplicaFailure")
        if failed and failed["status"] == "True":
            conditions.put("ReplicaFailure", "True", failed["reason"], failed["message"])
            return
    conditions.drop("ReplicaFailure")
