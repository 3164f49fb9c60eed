"""EndpointSlices: up to a hundred endpoints each, one group of slices a set of ports."""

from collections.abc import Mapping
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta
from tutor.lab.controllers.endpoints import addresses

Object = dict[str, Any]
SERVICE = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslice-controller.k8s.io"
TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"
HEADLESS = "service.kubernetes.io/headless"
LARGEST = 100
SAME_NODE = "PreferSameNode"
NEAR = ("PreferClose", "PreferSameZone", SAME_NODE)
"""Values of a Service's trafficDistribution; the first is the older name of the second."""


def service_of(obj: Object) -> list[str]:
    """The key of the service that a slice belongs to."""
    name = meta.labels(obj).get(SERVICE)
    return [f"{obj['metadata']['namespace']}/{name}"] if name else []


def _endpoint(one: addresses.Address, zone: str, spread: str) -> Object:
    found: Object = {
        "addresses": [one.ip],
        "conditions": {"ready": one.ready, "serving": one.serving, "terminating": one.terminating},
        "targetRef": addresses.reference(one),
    }
    if one.hostname:
        found["hostname"] = one.hostname
    if one.node:
        found["nodeName"] = one.node
    if zone:
        found["zone"] = zone
    hints = _hints(one, zone, spread)
    return {**found, "hints": hints} if hints else found


def _hints(one: addresses.Address, zone: str, spread: str) -> Object:
    """Whom a ready endpoint is for, by the service's trafficDistribution; nothing where that says nothing.

    Source: k8s.io/endpointslice/trafficdist.
    """
    if spread not in NEAR or not one.ready:
        return {}
    by_zone: Object = {"forZones": [{"name": zone}]} if zone else {}
    by_node: Object = {"forNodes": [{"name": one.node}]} if one.node and spread == SAME_NODE else {}
    return {**by_zone, **by_node}


def _ports(ports: tuple[addresses.Port, ...]) -> list[Object]:
    found = []
    for name, protocol, number, application in ports:
        port: Object = {"name": name, "port": number, "protocol": protocol}
        found.append({**port, "appProtocol": application} if application else port)
    return found


def metadata(service: Object, stamp: str) -> Object:
    """Labels, annotation and owner of a service's slices."""
    about = service["metadata"]
    labels = {**meta.labels(service), SERVICE: about["name"], MANAGED_BY: MANAGER}
    if service["spec"].get("clusterIP") == "None":
        labels[HEADLESS] = ""
    return {
        "generateName": f"{about['name']}-",
        "namespace": about["namespace"],
        "labels": labels,
        "annotations": {TRIGGER: stamp},
        "ownerReferences": [meta.owner_reference(service, resources.SERVICES)],
    }


def wanted(
    service: Object, found: list[addresses.Address], zones: Mapping[str, str] | None = None
) -> list[Object]:
    """The endpoints and ports of all slices, as partial objects; one empty slice where there is nothing.

    `zones` are those of the nodes, by name.
    """
    known, spread = zones or {}, service["spec"].get("trafficDistribution") or ""
    groups: dict[tuple[addresses.Port, ...], list[addresses.Address]] = {}
    for one in sorted(found, key=lambda address: (address.pod, address.uid)):
        groups.setdefault(one.ports, []).append(one)
    made: list[Object] = []
    for ports, members in groups.items():
        for start in range(0, len(members), LARGEST):
            part = members[start : start + LARGEST]
            endpoints = [_endpoint(one, known.get(one.node, ""), spread) for one in part]
            made.append({"addressType": family(service), "endpoints": endpoints, "ports": _ports(ports)})
    return made or [{"addressType": family(service), "endpoints": [], "ports": []}]


def family(service: Object) -> str:
    """IPv4 or IPv6."""
    return str((service["spec"].get("ipFamilies") or ["IPv4"])[0])


def same(known: Object, part: Object) -> bool:
    """Whether a slice says already what it should."""
    return all((known.get(key) or []) == part[key] for key in ("addressType", "endpoints", "ports"))


def pair(
    known: list[Object], parts: list[Object]
) -> tuple[list[tuple[Object, Object]], list[Object], list[Object]]:
    """Match what is wanted with what is there: (slice, new content) to rewrite, contents to create, slices to delete.

    Slices of the same ports are kept in preference, so that few change.
    """
    left = sorted(known, key=lambda one: one["metadata"]["name"])
    rewrite: list[tuple[Object, Object]] = []
    create: list[Object] = []
    for part in parts:
        exact = next((one for one in left if same(one, part)), None)
        alike = exact or next((one for one in left if (one.get("ports") or []) == part["ports"]), None)
        chosen = alike or next(iter(left), None)
        if chosen is None:
            create.append(part)
            continue
        left.remove(chosen)
        rewrite.append((chosen, part))
    return rewrite, create, left
