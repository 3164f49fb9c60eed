"""How many pods to add, which to delete, and what a replica set reports."""

import collections
import datetime
from typing import Any

from tutor.lab.controllers import meta, pods

Object = dict[str, Any]


def difference(replica_set: Object, owned: list[Object]) -> tuple[int, list[Object]]:
    """The number of pods to create, and those to delete, given the pods that belong to the set."""
    active = [pod for pod in owned if pods.active(pod)]
    missing = int(replica_set["spec"].get("replicas", 0)) - len(active)
    if missing >= 0:
        return missing, []
    crowd = collections.Counter(pods.node(pod) for pod in active)
    # Of equals the one that came last goes first: creation times are whole seconds.
    newest_first = active[::-1]
    ordered = sorted(newest_first, key=lambda pod: pods.deletion_rank(pod, lambda one: crowd[pods.node(one)]))
    return 0, ordered[:-missing]


def status(
    replica_set: Object, owned: list[Object], failure: tuple[str, str] | None, now: datetime.datetime
) -> Object:
    """The new status; `failure` is the reason and message of what could not be done just now."""
    spec = replica_set["spec"]
    active = [pod for pod in owned if pods.active(pod)]
    going = [pod for pod in owned if meta.deleting(pod) and not pods.finished(pod)]
    wanted = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    ready = [pod for pod in active if pods.ready(pod)]
    minimum = int(spec.get("minReadySeconds", 0))
    counted = {
        "fullyLabeledReplicas": sum(wanted.items() <= meta.labels(pod).items() for pod in active),
        "readyReplicas": len(ready),
        "availableReplicas": sum(pods.available(pod, minimum, now) for pod in ready),
        "observedGeneration": replica_set["metadata"].get("generation", 0),
    }
    found: Object = {key: number for key, number in counted.items() if number}
    found["replicas"] = len(active)
    found["terminatingReplicas"] = len(going)
    conditions = _conditions(replica_set, failure, now)
    return {**found, "conditions": conditions} if conditions else found


def _conditions(replica_set: Object, failure: tuple[str, str] | None, now: datetime.datetime) -> list[Object]:
    known = (replica_set.get("status") or {}).get("conditions") or []
    others = [one for one in known if one["type"] != "ReplicaFailure"]
    if failure is None:
        return others
    standing = [one for one in known if one["type"] == "ReplicaFailure"]
    if standing:
        return [*others, *standing]
    reason, message = failure
    made = {"type": "ReplicaFailure", "status": "True", "lastTransitionTime": meta.stamp(now)}
    return [*others, {**made, "reason": reason, "message": message}]


def soonest_available(replica_set: Object, owned: list[Object], now: datetime.datetime) -> float | None:
    """Seconds until a ready pod turns available, None when there is nothing to wait for."""
    minimum = int(replica_set["spec"].get("minReadySeconds", 0))
    waits = [pods.available_in(pod, minimum, now) for pod in owned if pods.active(pod)]
    return min((wait for wait in waits if wait), default=None)
