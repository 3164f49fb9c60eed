"""Writes the EndpointSlices and the Endpoints of every service that has a selector."""

from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, pods, selectors, world
from tutor.lab.controllers.endpoints import addresses, slices, subsets

Object = dict[str, Any]
_SERVICES, _PODS = resources.SERVICES, resources.PODS
_NODES, _ZONE = resources.NODES, "topology.kubernetes.io/zone"
_SLICES, _ENDPOINTS = resources.ENDPOINT_SLICES, resources.ENDPOINTS


def _namespace(obj: Object) -> list[str]:
    return [obj["metadata"]["namespace"]]


def _key(obj: Object) -> str:
    return f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"


class Controller:
    """One for all services."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._services = of.index(_SERVICES, "by namespace", _namespace)
        self._pods = of.index(_PODS, "by namespace", _namespace)
        self._slices = of.index(_SLICES, "by service", slices.service_of)
        self._queue = of.queue("endpoints", self._sync, spacing=0.02)
        of.informer(_ENDPOINTS)
        of.informer(_SERVICES).on_change(lambda _change, obj, _known: self._queue.add(_key(obj)))
        of.informer(_PODS).on_change(self._pod_changed)
        of.informer(_SLICES).on_change(self._slice_changed)
        of.informer(_NODES).on_change(self._node_changed)

    def _pod_changed(self, change: str, pod: Object, known: Object | None) -> None:
        # One that is deleted without a grace period looks to the last as it always did.
        if change != "DELETED" and known is not None and _matters(known) == _matters(pod):
            return
        versions = [pod, known] if known is not None else [pod]
        for service in self._services.of(pod["metadata"]["namespace"]):
            wanted = service["spec"].get("selector")
            if any(selectors.simple(wanted, meta.labels(one)) for one in versions):
                self._queue.add(_key(service))

    def _slice_changed(self, change: str, obj: Object, _known: Object | None) -> None:
        if change == "DELETED":
            for key in slices.service_of(obj):
                self._queue.add(key)

    def _node_changed(self, change: str, node: Object, known: Object | None) -> None:
        """A node that comes into another zone takes its endpoints along."""
        before = _zone(known) if known is not None else ""
        if before != ("" if change == "DELETED" else _zone(node)):
            for service in self._world.informer(_SERVICES):
                self._queue.add(_key(service))

    async def _sync(self, key: str) -> float | None:
        service = self._world.get(_SERVICES, key)
        if service is None:
            await self._gone(key)
            return None
        wanted = service["spec"].get("selector")
        if not wanted or service["spec"].get("type") == "ExternalName" or meta.deleting(service):
            return None
        namespace = service["metadata"]["namespace"]
        selected = [pod for pod in self._pods.of(namespace) if selectors.simple(wanted, meta.labels(pod))]
        found = [one for pod in selected if (one := addresses.of_pod(service, pod)) is not None]
        stamp = addresses.trigger_time(service, selected)
        await self._write_slices(service, key, found, stamp)
        await self._write_endpoints(service, key, found, stamp)
        return None

    async def _gone(self, key: str) -> None:
        """The collector removes the slices by their owner; Endpoints have none and go here."""
        left = self._world.get(_ENDPOINTS, key)
        if left is not None and subsets.MANAGED_BY in meta.labels(left):
            await self._world.delete(_ENDPOINTS, left)

    async def _write_slices(
        self, service: Object, key: str, found: list[addresses.Address], stamp: str
    ) -> None:
        about = slices.metadata(service, stamp)
        mine = [
            one
            for one in self._slices.of(key)
            if meta.labels(one).get(slices.MANAGED_BY) == slices.MANAGER and not meta.deleting(one)
        ]
        zones = {node["metadata"]["name"]: _zone(node) for node in self._world.informer(_NODES)}
        rewrite, create, superfluous = slices.pair(mine, slices.wanted(service, found, zones))
        for known, part in rewrite:
            if slices.same(known, part) and meta.labels(known) == about["labels"]:
                continue
            kept = {key: known["metadata"][key] for key in ("name", "namespace", "resourceVersion", "uid")}
            above = {**kept, **{key: about[key] for key in ("labels", "annotations", "ownerReferences")}}
            above["generateName"] = about["generateName"]
            await self._world.update(_SLICES, {"metadata": above, **part})
        for part in create:
            await self._world.create(_SLICES, {"metadata": about, **part})
        for known in superfluous:
            await self._world.delete(_SLICES, known)

    async def _write_endpoints(
        self, service: Object, key: str, found: list[addresses.Address], stamp: str
    ) -> None:
        made = subsets.build(service, found, stamp)
        known = self._world.get(_ENDPOINTS, key)
        if known is None:
            try:
                await self._world.create(_ENDPOINTS, made)
            except rest.ApiError as error:
                if error.reason != "AlreadyExists":
                    raise
            return
        same_labels = meta.labels(known) == made["metadata"]["labels"]
        if same_labels and (known.get("subsets") or []) == made.get("subsets", []):
            return
        made["metadata"]["resourceVersion"] = known["metadata"]["resourceVersion"]
        await self._world.update(_ENDPOINTS, made)


def _zone(node: Object) -> str:
    return str(meta.labels(node).get(_ZONE, ""))


def _matters(pod: Object) -> tuple[Any, ...]:
    """What of a pod shows in endpoints."""
    status = pod.get("status") or {}
    return (
        meta.labels(pod),
        status.get("podIP"),
        pods.phase(pod),
        pods.ready(pod),
        meta.deleting(pod),
        pods.node(pod),
    )
