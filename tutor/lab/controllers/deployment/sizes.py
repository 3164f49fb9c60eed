"""Numbers of a rolling update (kubernetes: pkg/controller/deployment/util, intstr.GetScaledValueFromIntOrPercent)."""

import math
from typing import Any

Object = dict[str, Any]


def scaled(bound: int | str, total: int, *, up: bool) -> int:
    """A number, or a percentage of `total` rounded up or down."""
    if isinstance(bound, int):
        return bound
    if bound.endswith("%"):
        exact = int(bound[:-1]) * total / 100
        return math.ceil(exact) if up else math.floor(exact)
    return int(bound)


def fenceposts(deployment: Object) -> tuple[int, int]:
    """Surge and unavailable as numbers; where both come out as 0, one may be unavailable."""
    spec = deployment["spec"]
    bounds = (spec.get("strategy") or {}).get("rollingUpdate") or {}
    surge = scaled(bounds.get("maxSurge", "25%"), spec["replicas"], up=True)
    unavailable = scaled(bounds.get("maxUnavailable", "25%"), spec["replicas"], up=False)
    return (surge, 1) if surge == unavailable == 0 else (surge, unavailable)


def rolling(deployment: Object) -> bool:
    """Whether the strategy is RollingUpdate."""
    kind = (deployment["spec"].get("strategy") or {}).get("type", "RollingUpdate")
    return bool(kind == "RollingUpdate")


def max_surge(deployment: Object) -> int:
    """How many pods above the wanted number may exist."""
    return fenceposts(deployment)[0] if rolling(deployment) else 0


def max_unavailable(deployment: Object) -> int:
    """How many of the wanted pods may be missing."""
    wanted = int(deployment["spec"]["replicas"])
    if not rolling(deployment) or wanted == 0:
        return 0
    return min(fenceposts(deployment)[1], wanted)


def size(replica_set: Object) -> int:
    """The wanted size of a replica set."""
    return int(replica_set["spec"].get("replicas", 0))


def counted(replica_set: Object, field: str) -> int:
    """A count of its status."""
    return int((replica_set.get("status") or {}).get(field, 0) or 0)


def total(sets: list[Object]) -> int:
    """The wanted size of all together."""
    return sum(size(one) for one in sets)


def new_size(deployment: Object, sets: list[Object], newest: Object) -> int:
    """What the newest set may grow to, given all sets (it among them)."""
    wanted = int(deployment["spec"]["replicas"])
    if not rolling(deployment):
        return wanted
    room = wanted + max_surge(deployment) - total(sets)
    return size(newest) + min(room, wanted - size(newest)) if room > 0 else size(newest)


def shrink(deployment: Object, newest: Object, old: list[Object]) -> dict[str, int]:
    """New sizes of the old sets by name: first those pods that are not available, then healthy ones."""
    minimum = int(deployment["spec"]["replicas"]) - max_unavailable(deployment)
    missing = size(newest) - counted(newest, "availableReplicas")
    spare = total([*old, newest]) - minimum - missing
    if total(old) == 0 or spare <= 0:
        return {}
    sizes = {one["metadata"]["name"]: size(one) for one in old}
    before = dict(sizes)
    ordered = sorted(old, key=lambda one: one["metadata"].get("creationTimestamp", ""))
    for one in ordered:
        unhealthy = min(spare, size(one) - counted(one, "availableReplicas"))
        if unhealthy > 0:
            sizes[one["metadata"]["name"]] -= unhealthy
            spare -= unhealthy
    healthy = sum(counted(one, "availableReplicas") for one in [*old, newest]) - minimum
    for one in ordered:
        name = one["metadata"]["name"]
        fewer = min(healthy, sizes[name])
        if fewer > 0:
            sizes[name] -= fewer
            healthy -= fewer
    return {name: number for name, number in sizes.items() if number != before[name]}


def proportional(deployment: Object, active: list[Object]) -> dict[str, int]:
    """Sizes by name when the wanted number changes in the middle of a rollout: each set keeps its share."""
    wanted = int(deployment["spec"]["replicas"])
    allowed = wanted + max_surge(deployment) if wanted else 0
    change = allowed - total(active)
    growing = change > 0
    ordered = sorted(active, key=lambda one: one["metadata"].get("creationTimestamp", ""), reverse=growing)
    ordered.sort(key=size, reverse=True)
    sizes, given = {}, 0
    for one in ordered:
        share = _share(deployment, one, change - given, growing=growing) if change else 0
        sizes[one["metadata"]["name"]] = size(one) + share
        given += share
    if ordered and change:
        first = ordered[0]["metadata"]["name"]
        sizes[first] = max(0, sizes[first] + change - given)
    return sizes


def _share(deployment: Object, one: Object, left: int, *, growing: bool) -> int:
    wanted = int(deployment["spec"]["replicas"])
    if wanted == 0:
        share = -size(one)
    else:
        noted = (one["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/max-replicas")
        most = int(noted) if noted else counted(deployment, "replicas")
        grown = size(one) * (wanted + max_surge(deployment)) / most if most else size(one)
        share = math.floor(grown + 0.5) - size(one)
    return min(share, left) if growing else max(share, left)
