"""Empties a namespace that is being deleted, then lets it go (kubernetes: pkg/controller/namespace)."""

import asyncio
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, world

Object = dict[str, Any]
RETRY_SECONDS = 1.0
"""A namespace that had pods stays in Terminating for a moment; upstream waits half their grace period."""
_NAMESPACES = resources.NAMESPACES
_LAST = ("pods", "events")
"""Pods take their time, and events are still written while the others go."""


class Controller:
    """One for all namespaces."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("namespace", self._sync)
        of.informer(_NAMESPACES).on_change(self._changed)

    def _changed(self, change: str, namespace: Object, known: Object | None) -> None:
        begins = meta.deleting(namespace) and (known is None or not meta.deleting(known))
        if change != "DELETED" and begins:
            self._queue.add(f"/{namespace['metadata']['name']}")

    async def _sync(self, key: str) -> float | None:
        namespace = self._world.get(_NAMESPACES, key)
        if namespace is None or not meta.deleting(namespace):
            return None
        if "kubernetes" not in (namespace["spec"].get("finalizers") or ()):
            return None
        name = namespace["metadata"]["name"]
        kinds = await discover(self._world.client)
        left = await self._empty(name, [kind for kind in kinds if kind.plural not in _LAST])
        left += await self._empty(name, [kind for kind in kinds if kind.plural in _LAST])
        await self._report(namespace, left)
        if left:
            return RETRY_SECONDS
        remaining = [one for one in namespace["spec"]["finalizers"] if one != "kubernetes"]
        body = {**namespace, "spec": {**namespace["spec"], "finalizers": remaining}}
        body["metadata"] = {key: text for key, text in body["metadata"].items() if key != "resourceVersion"}
        await self._world.client.update(_NAMESPACES, body, subresource="finalize")
        return None

    async def _empty(self, name: str, kinds: list[resources.Resource]) -> list[Object]:
        """Delete all of these kinds; return what is still there."""
        found = await asyncio.gather(*(self._empty_one(name, kind) for kind in kinds))
        return [obj for objects in found for obj in objects]

    async def _empty_one(self, name: str, kind: resources.Resource) -> list[Object]:
        try:
            objects = (await self._world.client.list(kind, name))["items"]
            if not objects:
                return []
            if any(not meta.deleting(one) for one in objects):
                await self._world.client.delete_all(kind, name)
                # Pods are given a grace period, so they count as there until the next look (upstream does so too).
                if kind != resources.PODS:
                    objects = (await self._world.client.list(kind, name))["items"]
        except rest.ApiError as error:
            if error.code in (404, 405):
                return []
            raise
        return [{"kind": kind, "object": one} for one in objects]

    async def _report(self, namespace: Object, left: list[Object]) -> None:
        conditions = [_condition(kind, *words, left) for kind, words in _WORDS.items()]
        known = {one["type"]: one for one in (namespace.get("status") or {}).get("conditions") or ()}
        for one in conditions:
            before = known.get(one["type"])
            same = before is not None and before["status"] == one["status"]
            one["lastTransitionTime"] = before["lastTransitionTime"] if same and before else meta.stamp()
        status = {"phase": "Terminating", "conditions": conditions}
        if status == namespace.get("status"):
            return
        about = {key: text for key, text in namespace["metadata"].items() if key != "resourceVersion"}
        body = {**namespace, "metadata": about, "status": status}
        await self._world.client.update(_NAMESPACES, body, subresource="status")


_GOOD = "All legacy kube types successfully parsed"
_WORDS: dict[str, tuple[str, str, str]] = {
    "NamespaceDeletionDiscoveryFailure": ("ResourcesDiscovered", "All resources successfully discovered", ""),
    "NamespaceDeletionGroupVersionParsingFailure": ("ParsedGroupVersions", _GOOD, ""),
    "NamespaceDeletionContentFailure": (
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
        "",
    ),
    "NamespaceContentRemaining": (
        "ContentRemoved",
        "All content successfully removed",
        "SomeResourcesRemain",
    ),
    "NamespaceFinalizersRemaining": (
        "ContentHasNoFinalizers",
        "All content-preserving finalizers finished",
        "SomeFinalizersRemain",
    ),
}
"""By condition: reason and message when all is well, reason when it is not."""


def _condition(kind: str, reason: str, message: str, trouble: str, left: list[Object]) -> Object:
    problem = ""
    if kind == "NamespaceContentRemaining" and left:
        problem = f"Some resources are remaining: {_told(left)}"
    holding = [name for one in left for name in one["object"]["metadata"].get("finalizers") or ()]
    if kind == "NamespaceFinalizersRemaining" and holding:
        counted = ", ".join(
            f"{name} in {holding.count(name)} resource instances" for name in sorted(set(holding))
        )
        problem = f"Some content in the namespace has finalizers remaining: {counted}"
    return {
        "type": kind,
        "status": "True" if problem else "False",
        "reason": trouble if problem else reason,
        "message": problem or message,
    }


def _told(left: list[Object]) -> str:
    names = [f"{one['kind'].plural}.{one['kind'].group}" for one in left]
    return ", ".join(f"{name} has {names.count(name)} resource instances" for name in sorted(set(names)))


async def discover(client: rest.Client) -> list[resources.Resource]:
    """All namespaced kinds that can be listed and deleted, each in its preferred version."""
    groups = (await client.request("GET", "/apis"))["groups"]
    paths = [("", "v1", "/api/v1")]
    for group in groups:
        version = group["preferredVersion"]
        paths.append((group["name"], version["version"], f"/apis/{version['groupVersion']}"))
    lists = await asyncio.gather(*(client.request("GET", path) for _, _, path in paths))
    found = []
    for (group, version, _), listed in zip(paths, lists, strict=True):
        for one in listed["resources"]:
            verbs = one.get("verbs") or ()
            if one["namespaced"] and "/" not in one["name"] and {"list", "delete"} <= set(verbs):
                found.append(resources.Resource(group, version, one["name"], one["kind"]))
    # Events are served by two groups; the core one is enough.
    return [kind for kind in found if kind.group != "events.k8s.io"]
