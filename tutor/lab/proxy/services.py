"""Services and EndpointSlices as kube-proxy sees them: one record a service port, one an endpoint.

Source of the behaviour: pkg/proxy/service.go, pkg/proxy/endpointslicecache.go.
"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from tutor.lab.proxy import names

DEFAULT_AFFINITY_SECONDS = 10800
SERVICE_LABEL = "kubernetes.io/service-name"
PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name"
HEADLESS_LABEL = "service.kubernetes.io/headless"
"""Services that bear the first belong to another proxy; those that bear the second are left alone by all."""

Key = tuple[str, str, str, str]
"""Namespace, service, port name, protocol in lower case."""


@dataclasses.dataclass(frozen=True)
class ServicePort:
    """One port of one Service, with the addresses of one family."""

    namespace: str
    service: str
    port_name: str
    protocol: str
    cluster_ip: str
    port: int
    node_port: int = 0
    external_ips: tuple[str, ...] = ()
    load_balancer_ips: tuple[str, ...] = ()
    source_ranges: tuple[str, ...] = ()
    external_local: bool = False
    internal_local: bool = False
    affinity_seconds: int = 0
    health_check_node_port: int = 0

    @property
    def key(self) -> Key:
        """What endpoints are filed under."""
        return (self.namespace, self.service, self.port_name, self.protocol)

    @property
    def name(self) -> str:
        """As comments write it."""
        return names.port_name(self.namespace, self.service, self.port_name)

    @property
    def suffix(self) -> str:
        """The ending shared by this port's chains."""
        return names.suffix(self.name, self.protocol)

    @property
    def externally_accessible(self) -> bool:
        """Whether anything beside the cluster IP leads here."""
        return bool(self.node_port or self.external_ips or self.load_balancer_ips)

    @property
    def uses_cluster_endpoints(self) -> bool:
        """Whether endpoints of all nodes matter: even a Local service short-cuts pods' traffic to them."""
        return not self.internal_local or self.externally_accessible

    @property
    def uses_local_endpoints(self) -> bool:
        """Whether a policy asks for this node's endpoints alone."""
        return self.internal_local or (self.external_local and self.externally_accessible)


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """Where a connection may end: `name` is `ip:port`."""

    address: str
    name: str
    local: bool
    ready: bool = True
    serving: bool = True
    terminating: bool = False
    zones: frozenset[str] = frozenset()
    """Zones that it is hinted for, as `nodes` are the nodes; none: no hint (EndpointSlice, endpoints[].hints)."""
    nodes: frozenset[str] = frozenset()


def service_ports(service: dict[str, Any], family: str) -> list[ServicePort]:
    """The ports of one Service; none for headless and ExternalName ones, and for another family."""
    meta, spec = service["metadata"], service.get("spec", {})
    labels = meta.get("labels") or {}
    if PROXY_NAME_LABEL in labels or HEADLESS_LABEL in labels:
        return []
    cluster_ips = spec.get("clusterIPs") or [spec.get("clusterIP", "")]
    cluster_ip = next((ip for ip in cluster_ips if ip and ip != "None" and _is_family(ip, family)), "")
    if not cluster_ip or spec.get("type") == "ExternalName":
        return []
    return [
        ServicePort(
            namespace=meta.get("namespace", ""),
            service=meta["name"],
            port_name=port.get("name") or "",
            protocol=port.get("protocol", "TCP").lower(),
            cluster_ip=cluster_ip,
            port=port["port"],
            node_port=port.get("nodePort") or 0,
            **_shared(service, family),
        )
        for port in spec.get("ports") or []
    ]


def _shared(service: dict[str, Any], family: str) -> dict[str, Any]:
    """What all ports of a Service have in common."""
    spec = service["spec"]
    kind = spec.get("type", "ClusterIP")
    external = kind in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))
    local = external and spec.get("externalTrafficPolicy") == "Local"
    return {
        "external_ips": tuple(ip for ip in spec.get("externalIPs") or [] if _is_family(ip, family)),
        "load_balancer_ips": _load_balancer_ips(service, family),
        "source_ranges": tuple(
            cidr.strip() for cidr in spec.get("loadBalancerSourceRanges") or [] if _is_family(cidr, family)
        ),
        "external_local": local,
        "internal_local": spec.get("internalTrafficPolicy") == "Local",
        "affinity_seconds": _affinity(spec),
        "health_check_node_port": (spec.get("healthCheckNodePort") or 0)
        if local and kind == "LoadBalancer"
        else 0,
    }


def _load_balancer_ips(service: dict[str, Any], family: str) -> tuple[str, ...]:
    """Addresses from status; those that a proxy in front terminates itself (ipMode Proxy) get no rules."""
    ingress = service.get("status", {}).get("loadBalancer", {}).get("ingress") or []
    return tuple(
        point["ip"]
        for point in ingress
        if point.get("ip") and point.get("ipMode") != "Proxy" and _is_family(point["ip"], family)
    )


def _affinity(spec: dict[str, Any]) -> int:
    if spec.get("sessionAffinity") != "ClientIP":
        return 0
    config = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    return config.get("timeoutSeconds") or DEFAULT_AFFINITY_SECONDS


def endpoints_by_port(slices: Iterable[dict[str, Any]], family: str, node: str) -> dict[Key, list[Endpoint]]:
    """All endpoints filed by service port, sorted by their names as text."""
    found: dict[Key, dict[str, Endpoint]] = {}
    for piece in slices:
        service = (piece["metadata"].get("labels") or {}).get(SERVICE_LABEL, "")
        if not service or piece.get("addressType") != family:
            continue
        for port in piece.get("ports") or []:
            if not port.get("port"):
                continue
            protocol = (port.get("protocol") or "TCP").lower()
            key = (piece["metadata"].get("namespace", ""), service, port.get("name") or "", protocol)
            _file(found.setdefault(key, {}), piece.get("endpoints") or [], port["port"], node)
    return {key: [known[name] for name in sorted(known)] for key, known in found.items()}


def _file(known: dict[str, Endpoint], items: list[dict[str, Any]], port: int, node: str) -> None:
    for item in items:
        if not item.get("addresses"):
            continue
        conditions = item.get("conditions") or {}
        hints = item.get("hints") or {}
        address = item["addresses"][0]
        endpoint = Endpoint(
            address=address,
            name=names.endpoint_name(address, port),
            local=item.get("nodeName") == node and bool(node),
            ready=conditions.get("ready") is not False,
            serving=conditions.get("serving") is not False,
            terminating=bool(conditions.get("terminating")),
            zones=frozenset(one["name"] for one in hints.get("forZones") or ()),
            nodes=frozenset(one["name"] for one in hints.get("forNodes") or ()),
        )
        # While a pod moves between slices it is listed twice: the ready one is the newer truth.
        before = known.get(endpoint.name)
        if before is None or not before.ready:
            known[endpoint.name] = endpoint


def _is_family(address: str, family: str) -> bool:
    return (":" in address) == (family == "IPv6")
