"""Answers of the kubernetes plugin: a cluster's index in, records out. Pure.

Source of the behaviour: Kubernetes DNS specification 1.1.0; coredns plugin/kubernetes/{handler,reverse,ns}.go and
plugin/backend_lookup.go.
"""

import dataclasses
import math
from collections.abc import Sequence
from typing import NamedTuple

from tutor.lab.dns import index as index_
from tutor.lab.dns import names, targets

SCHEMA_VERSION = "1.1.0"
SCHEMA_TTL = 28800
SOA_TTL_LIMIT = 300
LONGEST_CHAIN = 7
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = "NOERROR", "SERVFAIL", "NXDOMAIN", "REFUSED"


class Record(NamedTuple):
    """One resource record; `data` holds the fields in their written order."""

    name: str
    type: str
    ttl: int
    data: tuple[str | int, ...]


@dataclasses.dataclass
class Answer:
    """What to reply. `chase` names what the server's own chain must still resolve behind the last CNAME."""

    rcode: str = NOERROR
    answer: list[Record] = dataclasses.field(default_factory=list)
    additional: list[Record] = dataclasses.field(default_factory=list)
    authority: list[Record] = dataclasses.field(default_factory=list)
    chase: str = ""


class Resolver:
    """Answers questions about one cluster."""

    def __init__(
        self,
        options: targets.Options,
        index: index_.Index,
        local_ips: Sequence[str] = (),
        imports: index_.Index | None = None,
    ) -> None:
        self.options, self.index, self.local_ips = options, index, tuple(local_ips)
        self.finder = targets.Finder(options, index, imports)
        self.primary_zone = next(zone for zone in options.zones if not names.is_reverse(zone))

    def zone_of(self, name: str) -> str:
        """The zone that holds `name`, spelt as in the question; empty when this is no name of ours."""
        zone = names.best_zone(name, self.options.zones)
        return names.fqdn(name)[len(names.fqdn(name)) - len(zone) :] if zone else ""

    def answer(self, name: str, kind: str, *, synced: bool = True) -> Answer:
        """Reply to a question of type `kind` (as "A") for a name inside one of the zones."""
        zone = self.zone_of(name)
        if kind in ("AXFR", "IXFR"):
            return Answer(REFUSED)
        try:
            found = self._lookup(names.fqdn(name), kind, zone)
        except names.NoSuchName:
            found = Answer(NXDOMAIN if synced else SERVFAIL)
        return found if found.answer else self.empty(found.rcode, zone)

    def empty(self, rcode: str, zone: str) -> Answer:
        """A reply without records: the zone's SOA says how long to believe it."""
        return Answer(rcode, authority=[self.soa(zone)])

    def soa(self, zone: str) -> Record:
        """The zone's start of authority; the serial is the time of the last change."""
        ttl = min(SOA_TTL_LIMIT, self.options.ttl)
        data = (
            _name_server(zone),
            f"hostmaster.{zone}",
            self.index.serial,
            7200,
            1800,
            86400,
            self.options.ttl,
        )
        return Record(zone, "SOA", ttl, data)

    def _lookup(self, name: str, kind: str, zone: str) -> Answer:
        lowered = name.lower()
        apex = lowered == zone.lower()
        if kind == "SOA":
            return Answer(answer=[self.soa(zone)] if apex else [])
        if kind == "NS" and apex:
            return self._ns(name, zone)
        if kind == "PTR" and (ip := names.address_of_reverse(lowered)):
            return Answer(answer=self._ptr(name, ip))
        if kind == "TXT" and lowered == f"dns-version.{zone.lower()}":
            return Answer(answer=[Record(name, "TXT", SCHEMA_TTL, (SCHEMA_VERSION,))])
        if kind in ("A", "AAAA"):
            return self._addresses(name, kind, zone, ())
        if lowered == _name_server(zone).lower() and kind != "TXT":
            return Answer()
        found = self.finder.find(lowered, zone)
        if kind == "TXT" and not found:
            # The real one says so even for a namespace, where any other type gives an empty answer.
            raise names.NoSuchName
        if kind == "SRV":
            return self._srv(name, found)
        if kind == "CNAME" and found and not names.is_address(found[0].host):
            return Answer(answer=[Record(name, "CNAME", self.options.ttl, (names.fqdn(found[0].host),))])
        return Answer()

    def _targets(self, name: str, zone: str) -> list[targets.Target]:
        if name == _name_server(zone).lower():
            return [targets.Target(ip, 0, host) for host, ip in self._name_servers(zone)]
        return self.finder.find(name, zone)

    def _addresses(self, name: str, kind: str, zone: str, chain: tuple[str, ...]) -> Answer:
        """A or AAAA records; an ExternalName is followed inside the zone, and left to `chase` outside."""
        ttl, found = self.options.ttl, Answer()
        for target in self._targets(name.lower(), zone):
            if names.is_address(target.host):
                record = Record(name, kind, ttl, (target.host,))
                if names.address_type(target.host) == kind and record not in found.answer:
                    found.answer.append(record)
                continue
            host = names.fqdn(target.host)
            if names.within(host, name) or len(chain) > LONGEST_CHAIN or host in chain:
                continue
            alias = Record(name, "CNAME", ttl, (host,))
            if not names.within(host, zone):
                return Answer(answer=[*found.answer, alias], chase=host)
            try:
                deeper = self._addresses(host, kind, zone, (*chain, host))
            except names.NoSuchName:
                continue
            if deeper.answer:
                found.answer += [alias, *deeper.answer]
                found.chase = deeper.chase
        return found

    def _srv(self, name: str, found_targets: Sequence[targets.Target]) -> Answer:
        """One SRV a port and name, its addresses in the additional section; ExternalNames have none."""
        addresses = [target for target in found_targets if names.is_address(target.host)]
        # The share counts every record before duplicates fall away, as upstream does.
        weight = max(1, math.floor(100 / len(addresses))) if addresses else 0
        found = Answer()
        for target in addresses:
            if target.port == index_.NO_PORT:
                continue
            data = (0, weight, target.port, target.name)
            record = Record(name, "SRV", self.options.ttl, data)
            extra = Record(target.name, names.address_type(target.host), self.options.ttl, (target.host,))
            found.answer += [record] if record not in found.answer else []
            found.additional += [extra] if extra not in found.additional else []
        return found

    def _ns(self, name: str, zone: str) -> Answer:
        """The zone's name servers: the service in front of this server, else the server itself."""
        found = Answer()
        for host, ip in self._name_servers(zone):
            record = Record(name, "NS", self.options.ttl, (host,))
            found.answer += [record] if record not in found.answer else []
            found.additional.append(Record(host, names.address_type(ip), self.options.ttl, (ip,)))
        return found

    def _name_servers(self, zone: str) -> list[tuple[str, str]]:
        found: dict[tuple[str, str], None] = {}
        for piece in [piece for ip in self.local_ips for piece in self.index.slices_at(ip)]:
            service = self.index.services.get((piece.namespace, piece.service))
            if service is not None:
                found |= dict.fromkeys(self._fronts(service, piece, zone))
        return list(found) or [(_name_server(zone), ip) for ip in self.local_ips]

    def _fronts(self, service: index_.Service, piece: index_.Slice, zone: str) -> list[tuple[str, str]]:
        """(name, address) of a service that leads to this server; of its endpoints where it is headless."""
        base = f"{service.name}.{service.namespace}.svc.{zone}"
        if not service.headless:
            return [(base, ip) for ip in service.cluster_ips]
        labels = {
            address.ip: targets.endpoint_name(address, pod_names=self.options.endpoint_pod_names)
            for address in piece.addresses
        }
        return [(f"{label}.{base}", ip) for ip, label in labels.items()]

    def _ptr(self, name: str, ip: str) -> list[Record]:
        hosts = [
            f"{service.name}.{service.namespace}"
            for service in self.index.services_at(ip)
            if self.finder.exposed(service.namespace)
        ][:1]
        if not hosts:
            hosts = [
                f"{targets.endpoint_name(address, pod_names=self.options.endpoint_pod_names)}"
                f".{piece.service}.{piece.namespace}"
                for piece in self.index.slices_at(ip)
                if self.finder.exposed(piece.namespace)
                for address in piece.addresses
                if address.ip == ip
            ]
        if not hosts:
            raise names.NoSuchName
        return [
            Record(name, "PTR", self.options.ttl, (f"{host}.svc.{self.primary_zone}",))
            for host in dict.fromkeys(hosts)
        ]


def _name_server(zone: str) -> str:
    return f"ns.dns.{zone}"
