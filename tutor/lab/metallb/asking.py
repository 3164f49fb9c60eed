"""What a service asks of the allocator (MetalLB: internal/allocator/k8salloc, internal/ipfamily). Pure."""

import dataclasses
import ipaddress
from collections.abc import Mapping

from tutor.lab.client import resources
from tutor.lab.metallb import model

STABLE, DEPRECATED = "metallb.io", "metallb.universe.tf"
"""Prefixes of annotations: newer releases mean the first one, and still read the other."""

V4, V6 = 4, 6


@dataclasses.dataclass(frozen=True)
class Port:
    """One port of a service, written TCP/80."""

    protocol: str
    number: int

    def __str__(self) -> str:
        return f"{self.protocol}/{self.number}"


@dataclasses.dataclass(frozen=True)
class Key:
    """Services may share an address when they have the same key, and one that is not empty."""

    sharing: str = ""
    backend: str = ""


@dataclasses.dataclass(frozen=True)
class Request:
    """A service "namespace/name" as the allocator sees it. `families` are the IP versions that it needs."""

    service: str
    ports: tuple[Port, ...] = ()
    key: Key = Key()
    families: tuple[int, ...] = (V4,)
    namespace: str = ""
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)


def of_service(service: resources.Object) -> Request:
    """What the service asks for. Raises ValueError when its cluster IPs do not tell the family."""
    meta, spec = service["metadata"], service.get("spec") or {}
    ports = tuple(Port(each.get("protocol", "TCP"), each["port"]) for each in spec.get("ports") or ())
    return Request(
        service=f"{meta.get('namespace', '')}/{meta['name']}",
        ports=ports,
        key=Key(annotation(service, "allow-shared-ip"), backend(spec)),
        families=families(spec),
        namespace=meta.get("namespace", ""),
        labels=meta.get("labels") or {},
    )


def annotation(service: resources.Object, name: str) -> str:
    """MetalLB's annotation of that name, by either prefix; the newer one wins."""
    found = service["metadata"].get("annotations") or {}
    return str(found.get(f"{STABLE}/{name}", found.get(f"{DEPRECATED}/{name}", "")))


def backend(spec: Mapping[str, object]) -> str:
    """Services of policy Local share an address only with those of the same pods; others with any."""
    if spec.get("externalTrafficPolicy") != "Local":
        return ""
    selector = spec.get("selector")
    return ",".join(f"{k}={v}" for k, v in sorted(selector.items())) if isinstance(selector, dict) else ""


def families(spec: resources.Object) -> tuple[int, ...]:
    """The IP versions of the service's cluster IPs, in their order. Raises ValueError for what is no address."""
    addresses = spec.get("clusterIPs") or [spec.get("clusterIP") or ""]
    return tuple(ipaddress.ip_address(text).version for text in addresses)


def requested(service: resources.Object, *, annotated: bool) -> tuple[model.Address, ...]:
    """The addresses that the service wants and no others: spec.loadBalancerIP, or (`annotated`) the annotation.

    Raises ValueError, in MetalLB's words, for both at once and for what is no address.
    """
    spec = (service.get("spec") or {}).get("loadBalancerIP") or ""
    listed = annotation(service, "loadBalancerIPs") if annotated else ""
    if spec and listed:
        raise ValueError(f"service can not have both {STABLE}/loadBalancerIPs and svc.Spec.LoadBalancerIP")
    try:
        return tuple(
            ipaddress.ip_address(text.strip()) for text in (listed or spec).split(",") if listed or spec
        )
    except ValueError as error:
        what = (
            f'invalid {STABLE}/loadBalancerIPs: "{listed}"'
            if listed
            else f'invalid spec.loadBalancerIP "{spec}"'
        )
        raise ValueError(what) from error
