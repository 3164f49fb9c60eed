"""Keeps replicas between the bounds of a HorizontalPodAutoscaler (kubernetes: pkg/controller/podautoscaler).

Between them it would need the metrics API, which this cluster does not serve, as a real one without metrics-server
does not; it says so in the same words.
"""

from typing import Any, NamedTuple

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, world

Object = dict[str, Any]

PERIOD_SECONDS = 15.0
_AUTOSCALERS = resources.HORIZONTAL_POD_AUTOSCALERS
_TARGETS = {one.kind: one for one in (resources.DEPLOYMENTS, resources.REPLICA_SETS, resources.STATEFUL_SETS)}
_NAME = "horizontal-pod-autoscaler"
_GOT = "the HPA controller was able to get the target's current scale"
_NO_METRICS = (
    "unable to get metrics for resource {0}: unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)


class Said(NamedTuple):
    """An event: a warning or not, its reason and its message."""

    warning: bool
    reason: str
    message: str


class Plan(NamedTuple):
    """What to do: the new status, the events, and the replicas to set if any."""

    status: Object
    events: tuple[Said, ...] = ()
    replicas: int | None = None


def lost(autoscaler: Object, why: str, stamp: str) -> Plan:
    """The plan for a target that cannot be read."""
    words = f"the HPA controller was unable to get the target's current scale: {why}"
    status = _with(autoscaler.get("status") or {}, ("AbleToScale", "False", "FailedGetScale", words), stamp)
    return Plan(status, (Said(True, "FailedGetScale", why),))


def plan(autoscaler: Object, current: int, stamp: str) -> Plan:
    """The plan for a target that has `current` replicas."""
    spec, before = autoscaler["spec"], autoscaler.get("status") or {}
    least, most = int(spec.get("minReplicas", 1)), int(spec["maxReplicas"])
    status = _with(before, ("AbleToScale", "True", "SucceededGetScale", _GOT), stamp)
    if current == 0 and least:
        words = "scaling is disabled since the replica count of the target is zero"
        status = _with(status, ("ScalingActive", "False", "ScalingDisabled", words), stamp)
        return Plan(_counted(status, 0, 0))
    if current > most:
        return _rescale(status, current, most, "above Spec.MaxReplicas", stamp)
    if current < least:
        return _rescale(status, current, least, "below Spec.MinReplicas", stamp)
    return _unmeasured(spec.get("metrics") or [], status, current, stamp)


def _rescale(status: Object, current: int, wanted: int, where: str, stamp: str) -> Plan:
    words = f"the HPA controller was able to update the target scale to {wanted}"
    status = _with(status, ("AbleToScale", "True", "SucceededRescale", words), stamp)
    told = f"New size: {wanted}; reason: Current number of replicas {where}"
    counted = {**_counted(status, current, wanted), "lastScaleTime": stamp}
    return Plan(counted, (Said(False, "SuccessfulRescale", told),), wanted)


def _unmeasured(metrics: list[Object], status: Object, current: int, stamp: str) -> Plan:
    """Nothing can be said of what the pods use."""
    events, first = [], ""
    for metric in metrics:
        name = (metric.get("resource") or {}).get("name", "cpu")
        target = (metric.get("resource") or {}).get("target") or {}
        sort = "utilization" if target.get("averageUtilization") is not None else "usage"
        why = f"failed to get {name} {sort}: {_NO_METRICS.format(name)}"
        events.append(Said(True, "FailedGetResourceMetric", why))
        first = first or f"failed to get {name} resource metric value: {why}"
    if events:
        words = f"the HPA was unable to compute the replica count: {events[0].message}"
        status = _with(status, ("ScalingActive", "False", "FailedGetResourceMetric", words), stamp)
        count = len(metrics)
        told = f"invalid metrics ({count} invalid out of {count}), first error is: {first}"
        events.append(Said(True, "FailedComputeMetricsReplicas", told))
    return Plan(_counted(status, current, int(status.get("desiredReplicas", 0))), tuple(events))


def _counted(status: Object, current: int, wanted: int) -> Object:
    return {**status, "currentReplicas": current, "desiredReplicas": wanted}


def _with(status: Object, new: tuple[str, str, str, str], stamp: str) -> Object:
    """The status with a condition set; its time changes with its value only."""
    sort, value, reason, message = new
    conditions = [dict(one) for one in status.get("conditions") or ()]
    known = next((one for one in conditions if one["type"] == sort), None)
    if known is None:
        known = {"type": sort, "status": ""}
        conditions.append(known)
    if known["status"] != value:
        known["lastTransitionTime"] = stamp
    known.update(status=value, reason=reason, message=message)
    return {**status, "conditions": conditions}


class Controller:
    """One for all autoscalers; each is looked at every 15 seconds."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("autoscaler", self._sync)
        of.informer(_AUTOSCALERS).on_change(self._changed)

    def _changed(self, change: str, obj: Object, _known: Object | None) -> None:
        if change != "DELETED":
            key = f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
            self._queue.add_after(key, PERIOD_SECONDS)

    async def _sync(self, key: str) -> float | None:
        found = self._world.get(_AUTOSCALERS, key)
        if found is None or meta.deleting(found):
            return None
        target = found["spec"]["scaleTargetRef"]
        kind, namespace = _TARGETS.get(target["kind"]), found["metadata"]["namespace"]
        scaled = self._world.get(kind, f"{namespace}/{target['name']}") if kind else None
        if kind is None or scaled is None:
            done = lost(found, _missing(kind, target), meta.stamp())
        else:
            done = plan(found, int(scaled["spec"].get("replicas", 1)), meta.stamp())
            if done.replicas is not None:
                await self._scale(kind, scaled, done.replicas)
        for said in done.events:
            self._world.events.tell(
                found, _AUTOSCALERS, said.reason, said.message, component=_NAME, warning=said.warning
            )
        await self._world.set_status(_AUTOSCALERS, found, done.status)
        return PERIOD_SECONDS

    async def _scale(self, kind: resources.Resource, obj: Object, replicas: int) -> None:
        about = obj["metadata"]
        body = {"spec": {"replicas": replicas}}
        try:
            await self._world.client.patch(kind, about["name"], body, about["namespace"], subresource="scale")
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise


def _missing(kind: resources.Resource | None, target: Object) -> str:
    if kind is None:
        group = target.get("apiVersion", "").rpartition("/")[0]
        return f'no matches for kind "{target["kind"]}" in group "{group}"'
    return f'{kind.plural}.{kind.group} "{target["name"]}" not found'
