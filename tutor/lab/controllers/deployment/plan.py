"""One step of a deployment: what to create, to size and to delete now."""

import dataclasses
from typing import Any

from tutor.lab.controllers.deployment import revisions, sizes

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Step:
    """What to do, in this order, to the replica sets of one deployment."""

    create: Object | None = None
    annotate: tuple[Object, dict[str, str]] | None = None
    resize: tuple[tuple[Object, int], ...] = ()
    delete: tuple[Object, ...] = ()
    rollout: bool = True
    """Whether the status after it tells of progress (a paused or merely scaled deployment's does not)."""


def step(deployment: Object, sets: list[Object]) -> Step:
    """Decide the next step from the deployment and the replica sets that it controls."""
    newest = revisions.find_new(deployment, sets)
    old = [one for one in sets if one is not newest]
    paused = bool(deployment["spec"].get("paused"))
    note = _note(deployment, newest, old)
    if paused or _resized(deployment, sets):
        tidy = tuple(revisions.superfluous(deployment, old)) if paused else ()
        return Step(annotate=note, resize=_scale(deployment, newest, old), delete=tidy, rollout=False)
    if not sizes.rolling(deployment):
        return _recreate(deployment, newest, old, note)
    if newest is None:
        return Step(create=revisions.build(deployment, old))
    return _roll(deployment, newest, old, note)


def _note(
    deployment: Object, newest: Object | None, old: list[Object]
) -> tuple[Object, dict[str, str]] | None:
    if newest is None:
        return None
    wanted = revisions.annotations(deployment, newest, revisions.next_number(old))
    return None if wanted == (newest["metadata"].get("annotations") or {}) else (newest, wanted)


def _resized(deployment: Object, sets: list[Object]) -> bool:
    """Whether the wanted number has changed since the sets in use were sized."""
    wanted = str(deployment["spec"]["replicas"])
    noted = [
        (one["metadata"].get("annotations") or {}).get(revisions.DESIRED)
        for one in sets
        if sizes.size(one) > 0
    ]
    return any(text is not None and text != wanted for text in noted)


def _changed(pairs: list[tuple[Object, int]]) -> tuple[tuple[Object, int], ...]:
    return tuple((one, number) for one, number in pairs if number != sizes.size(one))


def _scale(deployment: Object, newest: Object | None, old: list[Object]) -> tuple[tuple[Object, int], ...]:
    wanted = int(deployment["spec"]["replicas"])
    every = [*old, newest] if newest else old
    active = [one for one in every if sizes.size(one) > 0]
    if len(active) <= 1:
        latest = active[0] if active else newest or max(old, key=revisions.number, default=None)
        return () if latest is None else _noted(deployment, [(latest, wanted)])
    if newest is not None and _saturated(deployment, newest):
        return _changed([(one, 0) for one in old])
    if not sizes.rolling(deployment):
        return ()
    after = sizes.proportional(deployment, active)
    return _noted(deployment, [(one, after[one["metadata"]["name"]]) for one in active])


def _noted(deployment: Object, pairs: list[tuple[Object, int]]) -> tuple[tuple[Object, int], ...]:
    """Those whose size, or note of the wanted size, is off."""
    notes = revisions.size_notes(deployment)
    return tuple(
        (one, number)
        for one, number in pairs
        if number != sizes.size(one)
        or not notes.items() <= (one["metadata"].get("annotations") or {}).items()
    )


def _saturated(deployment: Object, newest: Object) -> bool:
    wanted = int(deployment["spec"]["replicas"])
    noted = (newest["metadata"].get("annotations") or {}).get(revisions.DESIRED)
    return (
        sizes.size(newest) == wanted
        and noted == str(wanted)
        and sizes.counted(newest, "availableReplicas") == wanted
    )


def _recreate(
    deployment: Object, newest: Object | None, old: list[Object], note: tuple[Object, dict[str, str]] | None
) -> Step:
    down = _changed([(one, 0) for one in old])
    if down or any(sizes.counted(one, "replicas") for one in old):
        return Step(annotate=note, resize=down)
    if newest is None:
        return Step(create=revisions.build(deployment, old))
    up = _changed([(newest, int(deployment["spec"]["replicas"]))])
    return Step(annotate=note, resize=up, delete=_leftover(deployment, newest, old))


def _roll(
    deployment: Object, newest: Object, old: list[Object], note: tuple[Object, dict[str, str]] | None
) -> Step:
    wanted = int(deployment["spec"]["replicas"])
    now = sizes.size(newest)
    after = wanted if now > wanted else sizes.new_size(deployment, [*old, newest], newest)
    if after != now:
        return Step(annotate=note, resize=((newest, after),))
    smaller = sizes.shrink(deployment, newest, old)
    if smaller:
        named = {one["metadata"]["name"]: one for one in old}
        return Step(annotate=note, resize=tuple((named[name], number) for name, number in smaller.items()))
    return Step(annotate=note, delete=_leftover(deployment, newest, old))


def _leftover(deployment: Object, newest: Object, old: list[Object]) -> tuple[Object, ...]:
    wanted = int(deployment["spec"]["replicas"])
    complete = sizes.counted(newest, "availableReplicas") == wanted and sizes.total(old) == 0
    return tuple(revisions.superfluous(deployment, old)) if complete else ()
