"""Slices for Endpoints that somebody writes by hand, for a service without a selector.

(kubernetes: pkg/controller/endpointslicemirroring)
"""

import ipaddress
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, world
from tutor.lab.controllers.endpoints import slices, subsets

Object = dict[str, Any]
MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
_ENDPOINTS, _SERVICES, _SLICES = resources.ENDPOINTS, resources.SERVICES, resources.ENDPOINT_SLICES
_NOT_COPIED = (slices.TRIGGER, "kubectl.kubernetes.io/last-applied-configuration")


def _endpoint(address: Object, *, ready: bool) -> Object:
    found: Object = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
    kept = {key: address[key] for key in ("hostname", "nodeName", "targetRef") if address.get(key)}
    return {**found, **kept}


def wanted(endpoints: Object) -> list[Object]:
    """The content of the slices: one a subset and address family."""
    made = []
    for subset in endpoints.get("subsets") or ():
        by_family: dict[str, list[Object]] = {}
        for key, ready in (("addresses", True), ("notReadyAddresses", False)):
            for address in subset.get(key) or ():
                family = f"IPv{ipaddress.ip_address(address['ip']).version}"
                by_family.setdefault(family, []).append(_endpoint(address, ready=ready))
        ports = [{"name": "", "protocol": "TCP", **port} for port in subset.get("ports") or ()]
        made += [
            {"addressType": family, "endpoints": found[: slices.LARGEST], "ports": ports}
            for family, found in by_family.items()
        ]
    return made


def mirrored(endpoints: Object, service: Object | None) -> bool:
    """Whether these Endpoints are somebody's own, for a service that has no selector."""
    labels = meta.labels(endpoints)
    if labels.get(SKIP) == "true" or subsets.MANAGED_BY in labels or meta.deleting(endpoints):
        return False
    return service is not None and not service["spec"].get("selector")


class Controller:
    """One for all Endpoints."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._slices = of.index(_SLICES, "by service", slices.service_of)
        self._queue = of.queue("mirror", self._sync)
        for kind in (_ENDPOINTS, _SERVICES):
            of.informer(kind).on_change(self._changed)

    def _changed(self, _change: str, obj: Object, _known: Object | None) -> None:
        self._queue.add(f"{obj['metadata']['namespace']}/{obj['metadata']['name']}")

    async def _sync(self, key: str) -> float | None:
        endpoints = self._world.get(_ENDPOINTS, key)
        mine = [one for one in self._slices.of(key) if meta.labels(one).get(slices.MANAGED_BY) == MANAGER]
        parts: list[Object] = []
        if endpoints is not None and mirrored(endpoints, self._world.get(_SERVICES, key)):
            parts = wanted(endpoints)
        rewrite, create, superfluous = slices.pair(mine, parts)
        for known, part in rewrite:
            if not slices.same(known, part):
                await self._world.update(_SLICES, {**known, **part})
        for part in create:
            assert endpoints is not None, "slices are wanted for Endpoints only"
            await self._world.create(_SLICES, {"metadata": _metadata(endpoints), **part})
        for known in superfluous:
            await self._world.delete(_SLICES, known)
        return None


def _metadata(endpoints: Object) -> Object:
    about = endpoints["metadata"]
    labels = {**meta.labels(endpoints), slices.SERVICE: about["name"], slices.MANAGED_BY: MANAGER}
    kept = {key: text for key, text in meta.annotations(endpoints).items() if key not in _NOT_COPIED}
    return {
        "generateName": f"{about['name']}-",
        "namespace": about["namespace"],
        "labels": labels,
        "annotations": kept,
        "ownerReferences": [meta.owner_reference(endpoints, _ENDPOINTS)],
    }
