"""What the kubernetes plugin knows of the cluster: services, ready endpoints, namespaces, pods by address.

Source of the behaviour: coredns plugin/kubernetes/object/{service,endpoint,pod,namespace}.go.
"""

import dataclasses
import ipaddress
from collections.abc import Iterator
from typing import Any

NO_PORT = -1
"""Stands for the missing port of a portless service or endpoint; such a record has no SRV."""

OWN_SERVICE = "kubernetes.io/service-name"
IMPORTED_SERVICE, SOURCE_CLUSTER = (
    "multicluster.kubernetes.io/service-name",
    "multicluster.kubernetes.io/source-cluster",
)
"""Labels of EndpointSlices; those of the Multi-Cluster Services API (KEP-1645) mark what another cluster exports."""

Key = tuple[str, str]
"""Namespace and name."""


@dataclasses.dataclass(frozen=True)
class Port:
    """A named port; the protocol is lower case."""

    name: str
    protocol: str
    number: int


@dataclasses.dataclass(frozen=True)
class Service:
    """The part of a Service that has names in DNS."""

    namespace: str
    name: str
    cluster_ips: tuple[str, ...]
    headless: bool
    external_name: str
    ports: tuple[Port, ...]


@dataclasses.dataclass(frozen=True)
class Address:
    """One ready address of an EndpointSlice; `target` is the pod's name."""

    ip: str
    hostname: str
    target: str


@dataclasses.dataclass(frozen=True)
class Slice:
    """One EndpointSlice."""

    namespace: str
    service: str
    addresses: tuple[Address, ...]
    ports: tuple[Port, ...]
    cluster: str = ""
    """Where it comes from, if it was imported from another cluster."""


class Index:
    """Objects filed for look-ups by name and by address. `apply` keeps it true."""

    def __init__(self) -> None:
        self.namespaces: dict[str, dict[str, str]] = {}
        self.services: dict[Key, Service] = {}
        self.slices: dict[Key, dict[str, Slice]] = {}
        self.serial = 0
        self._by_cluster_ip: dict[str, dict[Key, None]] = {}
        self._by_endpoint: dict[str, dict[tuple[str, str, str], None]] = {}
        self._owners: dict[Key, str] = {}
        self._pods: dict[str, dict[Key, None]] = {}
        self._pod_ips: dict[Key, str] = {}

    def put_service(self, service: Service) -> None:
        """Add or replace a service."""
        key = (service.namespace, service.name)
        self.drop_service(key)
        self.services[key] = service
        for ip in service.cluster_ips:
            self._by_cluster_ip.setdefault(ip, {})[key] = None

    def drop_service(self, key: Key) -> None:
        """Forget a service."""
        known = self.services.pop(key, None)
        for ip in known.cluster_ips if known else ():
            self._by_cluster_ip[ip].pop(key, None)

    def put_slice(self, name: str, piece: Slice) -> None:
        """Add or replace an EndpointSlice called `name`."""
        self.drop_slice(piece.namespace, name)
        self._owners[(piece.namespace, name)] = piece.service
        self.slices.setdefault((piece.namespace, piece.service), {})[name] = piece
        for address in piece.addresses:
            where = (piece.namespace, piece.service, name)
            self._by_endpoint.setdefault(address.ip, {})[where] = None

    def drop_slice(self, namespace: str, name: str) -> None:
        """Forget an EndpointSlice, whichever service it belonged to."""
        service = self._owners.pop((namespace, name), None)
        if service is None:
            return
        for address in self.slices[(namespace, service)].pop(name).addresses:
            self._by_endpoint[address.ip].pop((namespace, service, name), None)

    def put_pod(self, key: Key, ip: str) -> None:
        """File a pod under its address; an empty address forgets it."""
        before = self._pod_ips.pop(key, "")
        if before:
            self._pods[before].pop(key, None)
        if ip:
            self._pod_ips[key] = ip
            self._pods.setdefault(ip, {})[key] = None

    def services_at(self, ip: str) -> Iterator[Service]:
        """Services that have this cluster IP."""
        return (self.services[key] for key in self._by_cluster_ip.get(ip, {}))

    def slices_at(self, ip: str) -> Iterator[Slice]:
        """EndpointSlices that hold this address."""
        places = self._by_endpoint.get(ip, {})
        return (self.slices[(namespace, service)][name] for namespace, service, name in places)

    def pod_namespaces(self, ip: str) -> list[str]:
        """Namespaces of the pods that have this address."""
        return [namespace for namespace, _ in self._pods.get(ip, {})]


def service_of(obj: dict[str, Any]) -> Service:
    """Read a Service object."""
    meta, spec = obj["metadata"], obj.get("spec", {})
    ips = tuple(spec.get("clusterIPs") or filter(None, [spec.get("clusterIP", "")]))
    headless = ips[:1] == ("None",)
    external = spec.get("type") == "ExternalName"
    return Service(
        namespace=meta.get("namespace", ""),
        name=meta["name"],
        cluster_ips=() if headless or external else ips,
        headless=headless and not external,
        external_name=spec.get("externalName", "") if external else "",
        ports=_ports(spec.get("ports")),
    )


def import_of(obj: dict[str, Any]) -> Service:
    """Read a ServiceImport object (multicluster.x-k8s.io/v1alpha1)."""
    meta, spec = obj["metadata"], obj.get("spec", {})
    return Service(
        namespace=meta.get("namespace", ""),
        name=meta["name"],
        cluster_ips=tuple(spec.get("ips") or ()),
        headless=spec.get("type") == "Headless",
        external_name="",
        ports=_ports(spec.get("ports")),
    )


def slice_of(obj: dict[str, Any]) -> Slice:
    """Read an EndpointSlice object; endpoints that are not ready have no names."""
    meta = obj["metadata"]
    addresses = tuple(
        Address(
            ip=canonical(ip),
            hostname=endpoint.get("hostname") or "",
            target=(endpoint.get("targetRef") or {}).get("name", ""),
        )
        for endpoint in obj.get("endpoints") or []
        if (endpoint.get("conditions") or {}).get("ready") is not False
        for ip in endpoint.get("addresses") or []
    )
    labels = meta.get("labels") or {}
    cluster = labels.get(SOURCE_CLUSTER, "")
    service = labels.get(IMPORTED_SERVICE if cluster else OWN_SERVICE, "")
    return Slice(meta.get("namespace", ""), service, addresses, _ports(obj.get("ports")), cluster)


def pod_ip(obj: dict[str, Any]) -> str:
    """The address that a pod answers at; empty once it has ended or is ending."""
    status = obj.get("status", {})
    if status.get("phase") in ("Succeeded", "Failed") or obj["metadata"].get("deletionTimestamp"):
        return ""
    return str(status.get("podIP", ""))


def canonical(ip: str) -> str:
    """One spelling for one address; text that is no address comes back unchanged."""
    try:
        return str(ipaddress.ip_address(ip))
    except ValueError:
        return ip


def _ports(items: list[dict[str, Any]] | None) -> tuple[Port, ...]:
    found = tuple(
        Port(item.get("name") or "", (item.get("protocol") or "TCP").lower(), item.get("port") or NO_PORT)
        for item in items or []
    )
    return found or (Port("", "", NO_PORT),)
