"""The older Endpoints object: addresses grouped by the ports they share (kubernetes: pkg/api/v1/endpoints/util.go)."""

from typing import Any

from tutor.lab.controllers import meta
from tutor.lab.controllers.endpoints import addresses, slices

Object = dict[str, Any]
MANAGED_BY = "endpoints.kubernetes.io/managed-by"
LARGEST = 1000


def _address(one: addresses.Address) -> Object:
    found: Object = {"ip": one.ip, "targetRef": addresses.reference(one)}
    if one.hostname:
        found["hostname"] = one.hostname
    if one.node:
        found["nodeName"] = one.node
    return found


def _ports(ports: tuple[addresses.Port, ...]) -> list[Object]:
    found = []
    for name, protocol, number, application in sorted(ports, key=lambda port: (port[0], port[2] or 0)):
        port: Object = {"port": number, "protocol": protocol}
        if name:
            port["name"] = name
        if application:
            port["appProtocol"] = application
        found.append(port)
    return found


def subsets(found: list[addresses.Address]) -> list[Object]:
    """The subsets; a terminating pod is in none, unless it counts as ready all the same."""
    groups: dict[tuple[addresses.Port, ...], tuple[list[Object], list[Object]]] = {}
    for one in sorted(found[:LARGEST], key=lambda address: (address.ip, address.uid)):
        if one.terminating and not one.ready:
            continue
        ready, waiting = groups.setdefault(one.ports, ([], []))
        (ready if one.ready else waiting).append(_address(one))
    made = []
    for ports, (ready, waiting) in groups.items():
        subset: Object = {}
        if ready:
            subset["addresses"] = ready
        if waiting:
            subset["notReadyAddresses"] = waiting
        if ports:
            subset["ports"] = _ports(ports)
        made.append(subset)
    return made


def build(service: Object, found: list[addresses.Address], stamp: str) -> Object:
    """The whole object."""
    about = service["metadata"]
    labels = {**meta.labels(service), MANAGED_BY: "endpoint-controller"}
    if service["spec"].get("clusterIP") == "None":
        labels[slices.HEADLESS] = ""
    made: Object = {
        "metadata": {
            "name": about["name"],
            "namespace": about["namespace"],
            "labels": labels,
            "annotations": {slices.TRIGGER: stamp},
        }
    }
    parts = subsets(found)
    return {**made, "subsets": parts} if parts else made
