"""Objects and the controller that owns them: an index by owner, and adoption by selector."""

from collections.abc import Callable
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, selectors, world

Object = dict[str, Any]


def owner_uid(obj: Object) -> list[str]:
    """The uid of the controlling owner."""
    owner = meta.controller_of(obj)
    return [owner["uid"]] if owner else []


def _orphan_namespace(obj: Object) -> list[str]:
    return [] if meta.controller_of(obj) else [obj["metadata"].get("namespace", "")]


class Owned:
    """The objects of kind `child` that belong to objects of kind `parent`."""

    def __init__(self, of: world.World, parent: resources.Resource, child: resources.Resource) -> None:
        self._world = of
        self._parent = parent
        self._child = child
        self._by_owner = of.index(child, "by owner", owner_uid)
        self._orphans = of.index(child, "orphans", _orphan_namespace)

    def on_change(self, add: Callable[[str], None]) -> None:
        """Call `add` with the parent's key for every change of a child, and of an orphan that might become one."""

        def changed(_change: str, obj: Object, known: Object | None) -> None:
            for version in (obj, known):
                owner = meta.controller_of(version) if version else None
                if owner and owner["kind"] == self._parent.kind:
                    add(f"{obj['metadata'].get('namespace', '')}/{owner['name']}")
            if not meta.controller_of(obj) and not meta.deleting(obj):
                self._wake(obj, add)

        self._world.informer(self._child).on_change(changed)

    def _wake(self, orphan: Object, add: Callable[[str], None]) -> None:
        namespace = orphan["metadata"].get("namespace", "")
        for parent in self._world.informer(self._parent):
            about = parent["metadata"]
            if about.get("namespace", "") == namespace and selectors.matches(
                parent["spec"].get("selector"), meta.labels(orphan)
            ):
                add(f"{namespace}/{about['name']}")

    def of(self, parent: Object) -> list[Object]:
        """Its children as the cache has them."""
        return self._by_owner.of(parent["metadata"]["uid"])

    async def claim(self, parent: Object, selector: Object) -> list[Object]:
        """Its children after adopting what its selector selects and letting go of what it does not any more."""
        mine = [one for one in self.of(parent) if selectors.matches(selector, meta.labels(one))]
        if meta.deleting(parent):
            return mine
        for one in self.of(parent):
            if not selectors.matches(selector, meta.labels(one)) and not meta.deleting(one):
                await self._release(parent, one)
        for one in self._orphans.of(parent["metadata"]["namespace"]):
            if not meta.deleting(one) and selectors.matches(selector, meta.labels(one)):
                mine += await self._adopt(parent, one)
        return mine

    async def _adopt(self, parent: Object, one: Object) -> list[Object]:
        owners = [*(one["metadata"].get("ownerReferences") or ()), meta.owner_reference(parent, self._parent)]
        return await self._set_owners(one, owners)

    async def _release(self, parent: Object, one: Object) -> None:
        uid = parent["metadata"]["uid"]
        owners = [owner for owner in one["metadata"].get("ownerReferences") or () if owner["uid"] != uid]
        await self._set_owners(one, owners)

    async def _set_owners(self, one: Object, owners: list[Object]) -> list[Object]:
        body = {"metadata": {"uid": one["metadata"]["uid"], "ownerReferences": owners or None}}
        try:
            return [await self._world.patch(self._child, one, body)]
        except rest.ApiError as error:
            if error.code not in (404, 409, 422):
                raise
            return []
