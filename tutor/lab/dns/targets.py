"""What a cluster's name stands for: services, endpoints and pods. Pure.

Source of the behaviour: coredns plugin/kubernetes/kubernetes.go (Records, findServices, findPods).
"""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.lab.dns import index as index_
from tutor.lab.dns import names


@dataclasses.dataclass(frozen=True)
class Options:
    """The kubernetes block of a Corefile."""

    zones: tuple[str, ...] = ("cluster.local.",)
    ttl: int = 5
    pods: str = "disabled"
    namespaces: frozenset[str] = frozenset()
    endpoint_pod_names: bool = False
    ignore_empty_service: bool = False
    multicluster: frozenset[str] = frozenset()
    """Zones (lower case) whose names stand for ServiceImports in place of Services."""
    wildcards: bool = False
    """Labels `*` and `any` match everything, as up to CoreDNS 1.8."""


class Target(NamedTuple):
    """An address or another name, a port, and the name that this record has itself."""

    host: str
    port: int
    name: str


def endpoint_name(address: index_.Address, *, pod_names: bool) -> str:
    """The label of one endpoint: its hostname, its pod's name if so wished, or its address with dashes."""
    if address.hostname:
        return address.hostname
    if pod_names and address.target:
        return address.target
    dashed = address.ip.replace(".", "-").replace(":", "-")
    return f"{dashed}0" if dashed.endswith("-") else dashed


class Finder:
    """Looks names up in one index, and those of zones of several clusters in `imports`."""

    def __init__(self, options: Options, index: index_.Index, imports: index_.Index | None = None) -> None:
        self.options, self.index = options, index
        self.imports = imports or index_.Index()

    def find(self, name: str, zone: str) -> list[Target]:
        """What `name` (lower case) stands for; empty for a bare level of the tree, as a namespace.

        Raises NoSuchName where it does not exist.
        """
        multicluster = zone.lower() in self.options.multicluster
        request = names.parse(name, zone, clusters=multicluster)
        if not request.kind:
            return []
        if names.is_reverse(name) or not (self._wild(request.namespace) or self.exposed(request.namespace)):
            raise names.NoSuchName
        if request.kind == "pod":
            return self._pods(request, zone)
        if not request.service:
            return []
        found = list(self._services(request, zone, self.imports if multicluster else self.index))
        if not found:
            raise names.NoSuchName
        return found

    def exposed(self, namespace: str) -> bool:
        """Whether a namespace exists and is among those to serve."""
        allowed = self.options.namespaces
        return (not allowed or namespace in allowed) and namespace in self.index.namespaces

    def _pods(self, request: names.Request, zone: str) -> list[Target]:
        if self.options.pods == "disabled":
            raise names.NoSuchName
        label = request.service
        if not label:
            return []
        separator = "." if label.count("-") == 3 and "--" not in label else ":"
        ip = label.replace("-", separator)
        if not names.is_address(ip):
            raise names.NoSuchName
        if self.options.pods == "verified":
            owners = self.index.pod_namespaces(index_.canonical(ip))
            if not any(self._match(request.namespace, namespace) for namespace in owners):
                raise names.NoSuchName
        return [Target(ip, 0, f"{label}.{request.namespace}.pod.{zone}")]

    def _services(self, request: names.Request, zone: str, known: index_.Index) -> Iterator[Target]:
        for service in self._candidates(request, known):
            base = f"{service.name}.{service.namespace}.svc.{zone}"
            if service.external_name:
                plain = not (request.endpoint or request.port or request.protocol)
                if plain and not names.is_address(service.external_name):
                    yield Target(service.external_name, 0, base)
            elif service.headless or request.endpoint:
                yield from self._endpoints(service, request, base, known)
            else:
                for port in self._ports(request, service.ports):
                    for ip in service.cluster_ips:
                        yield Target(index_.canonical(ip), port.number, base)

    def _candidates(self, request: names.Request, known: index_.Index) -> Iterator[index_.Service]:
        if self._wild(request.namespace) or self._wild(request.service):
            for service in known.services.values():
                matches = self._match(request.namespace, service.namespace) and self._match(
                    request.service, service.name
                )
                if matches and self.exposed(service.namespace):
                    yield service
            return
        found = known.services.get((request.namespace, request.service))
        if found is None:
            return
        plain = not found.headless and not found.external_name
        if plain and self.options.ignore_empty_service and not _has_endpoints(found, known):
            return
        yield found

    def _endpoints(
        self, service: index_.Service, request: names.Request, base: str, known: index_.Index
    ) -> Iterator[Target]:
        for piece in known.slices.get((service.namespace, service.name), {}).values():
            if request.endpoint and not self._match(request.cluster, piece.cluster):
                continue
            above = f"{piece.cluster}.{base}" if piece.cluster else base
            for address in piece.addresses:
                label = endpoint_name(address, pod_names=self.options.endpoint_pod_names)
                if request.endpoint and not self._match(request.endpoint, label):
                    continue
                for port in self._ports(request, piece.ports):
                    yield Target(address.ip, port.number, f"{label}.{above}")

    def _ports(self, request: names.Request, ports: Sequence[index_.Port]) -> list[index_.Port]:
        return [
            port
            for port in ports
            if (not request.port or self._match(request.port, port.name))
            and (not request.protocol or self._match(request.protocol, port.protocol))
        ]

    def _wild(self, label: str) -> bool:
        return self.options.wildcards and label in ("*", "any")

    def _match(self, wanted: str, found: str) -> bool:
        return self._wild(wanted) or wanted.lower() == found.lower()


def _has_endpoints(service: index_.Service, known: index_.Index) -> bool:
    pieces = known.slices.get((service.namespace, service.name), {})
    return any(piece.addresses for piece in pieces.values())
