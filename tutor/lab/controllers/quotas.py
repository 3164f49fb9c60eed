"""What of a ResourceQuota is used up (kubernetes: pkg/controller/resourcequota)."""

import fractions
from collections.abc import Iterable
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import pods, quantities, world

Object = dict[str, Any]
_QUOTAS = resources.RESOURCE_QUOTAS
_COUNTED = {
    "pods": resources.PODS,
    "services": resources.SERVICES,
    "configmaps": resources.CONFIG_MAPS,
    "secrets": resources.SECRETS,
    "persistentvolumeclaims": resources.PERSISTENT_VOLUME_CLAIMS,
    "resourcequotas": resources.RESOURCE_QUOTAS,
    "count/deployments.apps": resources.DEPLOYMENTS,
    "count/replicasets.apps": resources.REPLICA_SETS,
    "count/statefulsets.apps": resources.STATEFUL_SETS,
    "count/jobs.batch": resources.JOBS,
    "count/cronjobs.batch": resources.CRON_JOBS,
}
_SERVICE_TYPES = {
    "services.loadbalancers": ("LoadBalancer",),
    "services.nodeports": ("NodePort", "LoadBalancer"),
}


def pod_use(live: Iterable[Object], name: str) -> fractions.Fraction:
    """What pods use of `cpu`, `requests.memory`, `limits.cpu` …; an init container counts where it needs more."""
    kind, _, rest = name.partition(".")
    resource, of = (rest, kind) if kind in ("requests", "limits") else (name, "requests")
    total = fractions.Fraction(0)
    for pod in live:
        containers = [_of(one, of) for one in pod["spec"].get("containers") or ()]
        init = [_of(one, of) for one in pod["spec"].get("initContainers") or ()]
        total += quantities.largest([quantities.add(*containers), *init]).get(resource, fractions.Fraction(0))
    return total


def _of(container: Object, kind: str) -> quantities.Amounts:
    return quantities.amounts((container.get("resources") or {}).get(kind))


class Controller:
    """One for all quotas."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("quota", self._sync, spacing=0.05)
        of.informer(_QUOTAS).on_change(lambda _change, obj, _known: self._add(obj))
        for kind in _COUNTED.values():
            of.informer(kind).on_change(self._counted_changed)

    def _add(self, quota: Object) -> None:
        self._queue.add(f"{quota['metadata']['namespace']}/{quota['metadata']['name']}")

    def _counted_changed(self, change: str, obj: Object, _known: Object | None) -> None:
        if change == "MODIFIED" and not obj["metadata"].get("deletionTimestamp") and not pods.finished(obj):
            return
        for quota in self._world.informer(_QUOTAS):
            if quota["metadata"]["namespace"] == obj["metadata"].get("namespace"):
                self._add(quota)

    async def _sync(self, key: str) -> float | None:
        quota = self._world.get(_QUOTAS, key)
        if quota is None:
            return None
        hard = quota["spec"].get("hard") or {}
        namespace = quota["metadata"]["namespace"]
        used = {name: quantities.text(self._use(namespace, name), binary="memory" in name) for name in hard}
        await self._world.set_status(_QUOTAS, quota, {"hard": hard, "used": used})
        return None

    def _use(self, namespace: str, name: str) -> fractions.Fraction:
        plain = name.removeprefix("count/")
        kind = _COUNTED.get(name) or _COUNTED.get(plain)
        if kind is not None:
            found = self._in(kind, namespace)
            live = [one for one in found if kind is not resources.PODS or not pods.finished(one)]
            return fractions.Fraction(len(live))
        if name in _SERVICE_TYPES:
            found = self._in(resources.SERVICES, namespace)
            return fractions.Fraction(sum(one["spec"].get("type") in _SERVICE_TYPES[name] for one in found))
        live = [pod for pod in self._in(resources.PODS, namespace) if not pods.finished(pod)]
        return pod_use(live, name)

    def _in(self, kind: resources.Resource, namespace: str) -> list[Object]:
        return [one for one in self._world.informer(kind) if one["metadata"].get("namespace") == namespace]
