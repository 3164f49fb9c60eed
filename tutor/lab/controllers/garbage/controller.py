"""Follows owners and dependents of all kinds that have such ties, custom ones too."""

import asyncio
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, world
from tutor.lab.controllers.garbage import rules

Object = dict[str, Any]

WATCHED = (
    resources.PODS,
    resources.REPLICA_SETS,
    resources.DEPLOYMENTS,
    resources.DAEMON_SETS,
    resources.STATEFUL_SETS,
    resources.CONTROLLER_REVISIONS,
    resources.JOBS,
    resources.CRON_JOBS,
    resources.SERVICES,
    resources.ENDPOINTS,
    resources.ENDPOINT_SLICES,
    resources.CONFIG_MAPS,
    resources.SECRETS,
    resources.SERVICE_ACCOUNTS,
    resources.PERSISTENT_VOLUME_CLAIMS,
    resources.INGRESSES,
    resources.POD_DISRUPTION_BUDGETS,
    resources.HORIZONTAL_POD_AUTOSCALERS,
    resources.NODES,
    resources.NAMESPACES,
)
"""Kinds that own or are owned; those of CustomResourceDefinitions join as they come."""


class Controller:
    """One for the whole cluster. Keys are uids."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._objects: dict[str, tuple[resources.Resource, Object]] = {}
        self._dependents: dict[str, set[str]] = {}
        self._kinds: dict[tuple[str, str], resources.Resource] = {}
        self._queue = of.queue("garbage", self._sync)
        for kind in WATCHED:
            self._watch(kind)
        of.informer(resources.CUSTOM_RESOURCE_DEFINITIONS).on_change(self._definition_changed)

    def _watch(self, kind: resources.Resource) -> None:
        if (kind.group, kind.kind) in self._kinds:
            return
        self._kinds[kind.group, kind.kind] = kind
        self._world.informer(kind).on_change(
            lambda change, obj, known: self._changed(kind, change, obj, known)
        )

    def _definition_changed(self, change: str, obj: Object, _known: Object | None) -> None:
        if not meta.is_true(obj, "Established"):
            return
        spec = obj["spec"]
        version = next((one["name"] for one in spec["versions"] if one.get("storage")), "")
        names, namespaced = spec["names"], spec["scope"] == "Namespaced"
        kind = resources.Resource(spec["group"], version, names["plural"], names["kind"], namespaced)
        if change == "DELETED":
            self._kinds.pop((kind.group, kind.kind), None)
            self._world.forget(kind)
        else:
            self._watch(kind)

    def _changed(self, kind: resources.Resource, change: str, obj: Object, known: Object | None) -> None:
        uid = obj["metadata"]["uid"]
        for reference in (known or {}).get("metadata", {}).get("ownerReferences") or ():
            self._dependents.get(reference["uid"], set()).discard(uid)
            self._wake_owner(reference["uid"])
        if change == "DELETED":
            self._objects.pop(uid, None)
            for reference in obj["metadata"].get("ownerReferences") or ():
                self._dependents.get(reference["uid"], set()).discard(uid)
                self._wake_owner(reference["uid"])
            for dependent in self._dependents.pop(uid, set()):
                self._queue.add(dependent)
            return
        self._objects[uid] = (kind, obj)
        for reference in obj["metadata"].get("ownerReferences") or ():
            self._dependents.setdefault(reference["uid"], set()).add(uid)
            if reference["uid"] not in self._objects or _waits(self._objects[reference["uid"]][1]):
                self._queue.add(uid)
        if rules.going(obj, rules.FOREGROUND) or rules.going(obj, rules.ORPHAN):
            self._queue.add(uid)

    def _wake_owner(self, uid: str) -> None:
        if uid in self._objects and _waits(self._objects[uid][1]):
            self._queue.add(uid)

    async def _sync(self, uid: str) -> float | None:
        if uid not in self._objects:
            return None
        kind, obj = self._objects[uid]
        if rules.going(obj, rules.ORPHAN):
            await self._orphan(kind, obj)
            return None
        if rules.going(obj, rules.FOREGROUND):
            await self._foreground(kind, obj)
            return None
        references = obj["metadata"].get("ownerReferences") or ()
        if not references or meta.deleting(obj):
            return None
        owners = {one["uid"]: await self._owner(obj, one) for one in references}
        ties = rules.sort(obj, owners)
        verdict = rules.verdict(obj, ties, has_dependents=bool(self._dependents.get(uid)))
        if verdict == "untie":
            await self._untie(kind, obj, {one["uid"] for one in (*ties.dangling, *ties.waiting)})
        elif verdict:
            await self._world.delete(kind, obj, propagation=verdict)
        return None

    async def _owner(self, obj: Object, reference: Object) -> Object | None:
        """The owner, asked for at the server where no cache has it: absence must be certain."""
        if reference["uid"] in self._objects:
            return self._objects[reference["uid"]][1]
        group, _, version = reference["apiVersion"].rpartition("/")
        kind = self._kinds.get((group, reference["kind"])) or await self._look_up(
            group, version, reference["kind"]
        )
        if kind is None:
            return None
        namespace = obj["metadata"].get("namespace", "") if kind.namespaced else ""
        try:
            found = await self._world.client.get(kind, reference["name"], namespace)
        except rest.ApiError as error:
            if error.code != 404:
                raise
            return None
        return found if found["metadata"]["uid"] == reference["uid"] else None

    async def _look_up(self, group: str, version: str, name: str) -> resources.Resource | None:
        path = f"/apis/{group}/{version}" if group else f"/api/{version}"
        try:
            listed = await self._world.client.request("GET", path)
        except rest.ApiError as error:
            if error.code != 404:
                raise
            return None
        for one in listed["resources"]:
            if one["kind"] == name and "/" not in one["name"]:
                return resources.Resource(group, version, one["name"], name, one["namespaced"])
        return None

    def _of(self, uid: str) -> list[tuple[resources.Resource, Object]]:
        """The dependents of an object."""
        return [self._objects[one] for one in self._dependents.get(uid, set()) if one in self._objects]

    async def _orphan(self, kind: resources.Resource, owner: Object) -> None:
        uid = owner["metadata"]["uid"]
        await asyncio.gather(*(self._untie(of, one, {uid}) for of, one in self._of(uid)))
        await self._release(kind, owner, rules.ORPHAN)

    async def _foreground(self, kind: resources.Resource, owner: Object) -> None:
        uid = owner["metadata"]["uid"]
        blocking = [one for _, one in self._of(uid) if rules.blocks(one, uid)]
        for one in self._dependents.get(uid, set()):
            self._queue.add(one)
        if not blocking:
            await self._release(kind, owner, rules.FOREGROUND)

    async def _untie(self, kind: resources.Resource, obj: Object, uids: set[str]) -> None:
        left = rules.without(obj, uids)
        await self._patch(kind, obj, {"ownerReferences": left or None})

    async def _release(self, kind: resources.Resource, obj: Object, finalizer: str) -> None:
        left = [one for one in rules.finalizers(obj) if one != finalizer]
        await self._patch(kind, obj, {"finalizers": left or None})

    async def _patch(self, kind: resources.Resource, obj: Object, change: Object) -> None:
        about = obj["metadata"]
        body = {"metadata": {**change, "uid": about["uid"], "resourceVersion": about["resourceVersion"]}}
        try:
            await self._world.patch(kind, obj, body)
        except rest.ApiError as error:
            if error.code == 409:
                self._queue.add(about["uid"])
            elif error.code != 404:
                raise


def _waits(owner: Object) -> bool:
    return rules.going(owner, rules.FOREGROUND) or rules.going(owner, rules.ORPHAN)
