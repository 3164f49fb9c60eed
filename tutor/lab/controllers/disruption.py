"""How many pods a disruption budget lets go now (kubernetes: pkg/controller/disruption)."""

from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, pods, selectors, world
from tutor.lab.controllers.deployment import sizes

Object = dict[str, Any]
_BUDGETS, _PODS = resources.POD_DISRUPTION_BUDGETS, resources.PODS
_SCALED = (resources.REPLICA_SETS, resources.STATEFUL_SETS)
FORGET_SECONDS = 120.0


def status(budget: Object, selected: list[Object], expected: int, stamp: str) -> Object:
    """The new status; `expected` is how many pods the controllers of the selected ones want in all."""
    spec = budget["spec"]
    healthy = sum(pods.ready(pod) and not meta.deleting(pod) for pod in selected)
    if spec.get("maxUnavailable") is not None:
        desired = max(0, expected - sizes.scaled(spec["maxUnavailable"], expected, up=True))
    elif isinstance(spec.get("minAvailable"), str):
        desired = sizes.scaled(spec["minAvailable"], expected, up=True)
    else:
        desired, expected = int(spec.get("minAvailable", 1)), len(selected)
    allowed = max(0, healthy - desired) if expected else 0
    enough = allowed > 0
    condition = {
        "type": "DisruptionAllowed",
        "status": "True" if enough else "False",
        "reason": "SufficientPods" if enough else "InsufficientPods",
        "message": "",
        "observedGeneration": budget["metadata"].get("generation", 0),
    }
    known = meta.condition(budget, "DisruptionAllowed")
    same = known is not None and known["status"] == condition["status"]
    condition["lastTransitionTime"] = known["lastTransitionTime"] if known and same else stamp
    return {
        "conditions": [condition],
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": budget["metadata"].get("generation", 0),
    }


class Controller:
    """One for all budgets."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("disruption", self._sync, spacing=0.05)
        self._pods = of.index(_PODS, "by namespace", lambda pod: [pod["metadata"]["namespace"]])
        of.informer(_BUDGETS).on_change(lambda _change, obj, _known: self._add(obj))
        of.informer(_PODS).on_change(self._pod_changed)
        for kind in _SCALED:
            of.informer(kind)

    def _add(self, budget: Object) -> None:
        self._queue.add(f"{budget['metadata']['namespace']}/{budget['metadata']['name']}")

    def _pod_changed(self, _change: str, pod: Object, known: Object | None) -> None:
        for budget in self._world.informer(_BUDGETS):
            if budget["metadata"]["namespace"] == pod["metadata"]["namespace"]:
                wanted = budget["spec"].get("selector")
                if any(selectors.matches(wanted, meta.labels(one)) for one in (pod, known) if one):
                    self._add(budget)

    async def _sync(self, key: str) -> float | None:
        budget = self._world.get(_BUDGETS, key)
        if budget is None:
            return None
        namespace = budget["metadata"]["namespace"]
        wanted = budget["spec"].get("selector")
        selected = [
            pod
            for pod in self._pods.of(namespace)
            if selectors.matches(wanted, meta.labels(pod)) and not pods.finished(pod)
        ]
        found = status(budget, selected, self._expected(namespace, selected), meta.stamp())
        before = budget.get("status") or {}
        disrupted = {
            name: when
            for name, when in (before.get("disruptedPods") or {}).items()
            if self._still(namespace, name)
            and (meta.now() - meta.parse(when)).total_seconds() < FORGET_SECONDS
        }
        if disrupted:
            found["disruptedPods"] = disrupted
            found["disruptionsAllowed"] = max(0, found["disruptionsAllowed"] - len(disrupted))
        await self._world.set_status(_BUDGETS, budget, found)
        return FORGET_SECONDS if disrupted else None

    def _still(self, namespace: str, name: str) -> bool:
        pod = self._world.get(_PODS, f"{namespace}/{name}")
        return pod is not None and not meta.deleting(pod)

    def _expected(self, namespace: str, selected: list[Object]) -> int:
        """What the controllers of these pods want; a pod without one counts itself."""
        owners: dict[str, int] = {}
        for pod in selected:
            owner = meta.controller_of(pod)
            if owner is None:
                owners[pod["metadata"]["uid"]] = 1
                continue
            kind = next((one for one in _SCALED if one.kind == owner["kind"]), None)
            found = self._world.get(kind, f"{namespace}/{owner['name']}") if kind else None
            owners[owner["uid"]] = int(found["spec"].get("replicas", 1)) if found else 0
        return sum(owners.values())
