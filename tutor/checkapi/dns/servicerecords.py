"""What DNS has to say of a Service, worked out from the objects of the API. Pure.

Source: kubernetes/dns, docs/specification.md (2.3 cluster IP, 2.4 headless, 2.5 ExternalName); where that is silent
(the name of an endpoint without hostname, SRV of the plain name) what CoreDNS's plugin kubernetes does.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.checkapi import objects, shown
from tutor.checkapi.dns import questions

ZONE = "cluster.local"
OWNER = "kubernetes.io/service-name"
"""The label by which an EndpointSlice names its Service."""
VERSIONS = {"A": 4, "AAAA": 6}


@dataclass(frozen=True)
class Question:
    """A name, a type, and what the answer has to hold; `stale` are addresses that must not be in it.

    Values are written as records are, without trailing dots; an SRV as "port target", its weight left out.
    """

    name: str
    kind: str
    values: frozenset[str]
    stale: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Endpoint:
    """An address of a slice with the name that it has in DNS; `ports` are (name, number, protocol)."""

    address: str
    name: str
    ready: bool
    pod: str
    ports: tuple[tuple[str, int, str], ...]


def fqdn(service: objects.Object) -> str:
    """<service>.<namespace>.svc.<zone>"""
    meta = service["metadata"]
    return f"{meta['name']}.{meta['namespace']}.svc.{ZONE}"


def search(namespace: str) -> tuple[str, ...]:
    """The search list that the kubelet writes for a pod of the namespace, without what the node adds."""
    return (f"{namespace}.svc.{ZONE}", f"svc.{ZONE}", ZONE)


def headless(service: objects.Object) -> bool:
    """Whether it has pods behind it, but no address of its own."""
    return bool(service["spec"].get("clusterIP") == "None")


def endpoints(service: objects.Object, slices: Iterable[objects.Object]) -> list[Endpoint]:
    """All endpoints of the Service, ready or not; slices of other Services may be among those given."""
    meta = service["metadata"]
    return [
        _endpoint(one, address, part)
        for part in slices
        if part["metadata"].get("namespace") == meta["namespace"]
        and (part["metadata"].get("labels") or {}).get(OWNER) == meta["name"]
        for one in part.get("endpoints") or ()
        for address in one.get("addresses") or ()
    ]


def _endpoint(one: objects.Object, address: str, part: objects.Object) -> Endpoint:
    ports = tuple(
        (port.get("name") or "", int(port["port"]), str(port.get("protocol") or "TCP").lower())
        for port in part.get("ports") or ()
        if port.get("port")
    )
    name = one.get("hostname") or address.replace(".", "-").replace(":", "-")
    # The API's documentation: consumers read a missing condition as ready.
    ready = shown.field(one, "conditions.ready") is not False
    return Endpoint(address, name, ready, shown.field(one, "targetRef.name") or "", ports)


def about(
    service: objects.Object,
    kind: str,
    services: Sequence[objects.Object],
    slices: Sequence[objects.Object],
) -> list[Question]:
    """The questions of that type that can be asked about the Service; reverse ones need all Services and slices."""
    name, found = fqdn(service), endpoints(service, slices)
    match kind:
        case "CNAME":
            return [
                Question(name, kind, frozenset({str(service["spec"].get("externalName", "")).rstrip(".")}))
            ]
        case "SRV":
            return _srv(service, found)
        case "PTR":
            addresses = _own(service) or [one.address for one in found if one.ready]
            return [_ptr(address, services, slices) for address in addresses]
    if not headless(service):
        return [Question(name, kind, frozenset(_versioned(_own(service), kind)))]
    ready = frozenset(_versioned((one.address for one in found if one.ready), kind))
    return [Question(name, kind, ready, frozenset(one.address for one in found) - ready)]


def _srv(service: objects.Object, found: Sequence[Endpoint]) -> list[Question]:
    """One for each named port, and the plain name with all of them."""
    name = fqdn(service)
    if headless(service):
        ports = [(port, f"{port[1]} {one.name}.{name}") for one in found if one.ready for port in one.ports]
    else:
        own = service["spec"].get("ports") or ()
        made = [
            (one.get("name") or "", int(one["port"]), str(one.get("protocol", "TCP")).lower()) for one in own
        ]
        ports = [(port, f"{port[1]} {name}") for port in made]
    labels = dict.fromkeys((port[0], port[2]) for port, _ in ports if port[0])
    named = [
        Question(
            f"_{label}._{protocol}.{name}",
            "SRV",
            frozenset(value for port, value in ports if (port[0], port[2]) == (label, protocol)),
        )
        for label, protocol in labels
    ]
    return [*named, Question(name, "SRV", frozenset(value for _, value in ports))]


def _ptr(address: str, services: Sequence[objects.Object], slices: Sequence[objects.Object]) -> Question:
    """A cluster IP has its Service's name, a pod one name for each Service that has it as an endpoint."""
    owners = {fqdn(one) for one in services if address in _own(one)}
    names = owners or {
        f"{end.name}.{fqdn(one)}"
        for one in services
        for end in endpoints(one, slices)
        if end.ready and end.address == address
    }
    return Question(questions.reverse(address), "PTR", frozenset(names))


def _own(service: objects.Object) -> list[str]:
    """The Service's own addresses; none for headless ones and ExternalName."""
    spec = service["spec"]
    found = spec.get("clusterIPs") or [spec.get("clusterIP")]
    return [address for address in found if address and address != "None"]


def _versioned(addresses: Iterable[str], kind: str) -> list[str]:
    return [
        address for address in addresses if ipaddress.ip_address(address).version == VERSIONS.get(kind, 4)
    ]


def plain(kind: str, values: Iterable[str]) -> frozenset[str]:
    """Record data as questions have it: an SRV without priority and weight."""
    return frozenset(" ".join(value.split()[2:]).rstrip(".") if kind == "SRV" else value for value in values)
