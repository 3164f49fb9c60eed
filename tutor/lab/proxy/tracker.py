"""Service ports and endpoints kept up to date one object at a time, so that a change costs the same in any cluster.

Source of the idea: pkg/proxy/{servicechangetracker,endpointschangetracker}.go. No I/O: it is told of changes.
"""

from collections.abc import Iterable
from typing import Any

from tutor.lab.proxy import services

Name = tuple[str, str]
"""Namespace and name of a Service."""
Object = dict[str, Any]


class Tracker:
    """What the rules of one node are made from."""

    def __init__(self, family: str, node: str) -> None:
        self.endpoints: dict[services.Key, list[services.Endpoint]] = {}
        """All endpoints filed by service port; a list is replaced, never changed."""
        self.zoned: set[Name] = set()
        """Services with endpoints that are hinted for zones."""
        self._family, self._node = family, node
        self._services: dict[Name, Object] = {}
        self._slices: dict[Name, dict[str, Object]] = {}
        self._ports: dict[Name, list[services.ServicePort]] = {}
        self._keys: dict[Name, list[services.Key]] = {}
        self._changed_services: set[Name] = set()
        self._changed_slices: set[Name] = set()

    def service(self, change: str, obj: Object, _before: Object | None = None) -> None:
        """A Service was ADDED, MODIFIED or DELETED."""
        name = (obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
        self._changed_services.add(name)
        if change == "DELETED":
            self._services.pop(name, None)
        else:
            self._services[name] = obj

    def slice(self, change: str, obj: Object, before: Object | None = None) -> None:
        """An EndpointSlice was ADDED, MODIFIED or DELETED."""
        for known in (before, obj):
            if known is not None:
                owner = _owner(known)
                self._changed_slices.add(owner)
                self._slices.setdefault(owner, {}).pop(obj["metadata"]["name"], None)
        if change != "DELETED":
            self._slices[_owner(obj)][obj["metadata"]["name"]] = obj

    def settle(self) -> tuple[int, int]:
        """Take in what has changed; how many Services that was, and of how many the endpoints."""
        counts = len(self._changed_services), len(self._changed_slices)
        for name in self._changed_services:
            self._settle_service(name)
        for name in self._changed_slices:
            self._settle_slices(name)
        self._changed_services.clear()
        self._changed_slices.clear()
        return counts

    def ports(self) -> list[services.ServicePort]:
        """All service ports, in the order of their names."""
        return sorted((port for found in self._ports.values() for port in found), key=lambda port: port.key)

    def _settle_service(self, name: Name) -> None:
        obj = self._services.get(name)
        found = services.service_ports(obj, self._family) if obj is not None else []
        if found:
            self._ports[name] = found
        else:
            self._ports.pop(name, None)

    def _settle_slices(self, name: Name) -> None:
        pieces: Iterable[Object] = self._slices.get(name, {}).values()
        found = services.endpoints_by_port(pieces, self._family, self._node)
        for key in self._keys.pop(name, ()):
            if key not in found:
                del self.endpoints[key]
        for key, endpoints in found.items():
            if self.endpoints.get(key) != endpoints:
                self.endpoints[key] = endpoints
        if any(endpoint.zones for endpoints in found.values() for endpoint in endpoints):
            self.zoned.add(name)
        else:
            self.zoned.discard(name)
        if found:
            self._keys[name] = list(found)
        if not self._slices.get(name):
            self._slices.pop(name, None)


def _owner(piece: Object) -> Name:
    meta = piece["metadata"]
    return meta.get("namespace", ""), (meta.get("labels") or {}).get(services.SERVICE_LABEL, "")
