"""file: a zone from a file in the form of RFC 1035 (plugin/file). No transfers, no DNSSEC."""

from pathlib import Path

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

from tutor.lab.dns import dispenser, names, query
from tutor.lab.dns import setup as setup_

_CNAME, _NS, _SOA = dns.rdatatype.CNAME, dns.rdatatype.NS, dns.rdatatype.SOA


def setup(controller: setup_.Controller) -> None:
    """file DBFILE [ZONES...] { reload DURATION; fallthrough [ZONES...] }."""
    tokens = controller.tokens
    zones: dict[str, dns.zone.Zone] = {}
    fall = setup_.Fall()
    while tokens.next():
        arguments = tokens.rest()
        if not arguments:
            raise tokens.argument_error()
        path = arguments.pop(0)
        if not Path(path).is_absolute() and controller.config.root:
            path = str(Path(controller.config.root) / path)
        for origin in [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones:
            zones[origin] = load(path, origin)
        for word in tokens.block():
            values = tokens.rest()
            if word == "fallthrough":
                fall.set(values)
            elif word not in ("reload", "upstream"):
                raise tokens.error(f"unknown property '{word}'")

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            origin = names.best_zone(asked.name, zones)
            if not origin:
                return await following(asked)
            reply = asked.reply()
            answer(zones[origin], asked, reply)
            if reply.rcode() == dns.rcode.NXDOMAIN and fall.through(asked.name):
                return await following(asked)
            asked.answered_by = "file"
            return reply

        return serve

    controller.add("file", wrap)


def load(path: str, origin: str) -> dns.zone.Zone:
    """Read a zone. Raises CorefileError."""
    try:
        return dns.zone.from_file(path, origin=origin, relativize=False)
    except OSError as error:
        raise dispenser.CorefileError(f"open {path}: {(error.strerror or '').lower()}") from error
    except dns.exception.DNSException as error:
        raise dispenser.CorefileError(f"file {path}: {error}") from error


def answer(zone: dns.zone.Zone, asked: query.Query, reply: dns.message.Message) -> None:
    """Fill in records, following aliases inside the zone; or a denial with the zone's SOA."""
    name, chain = asked.message.question[0].name, 0
    node = _node(zone, name)
    while node and chain < 8 and asked.rdtype != _CNAME and (alias := _set(zone, node, name, _CNAME)):
        reply.answer.append(alias)
        name, chain = alias[0].target, chain + 1
        if not name.is_subdomain(zone.origin):
            return
        node = _node(zone, name)
    found = _set(zone, node, name, asked.rdtype) if node else None
    assert zone.origin is not None
    if found:
        reply.answer.append(found)
        authority = _set(zone, zone.origin, zone.origin, _NS)
    else:
        authority = _set(zone, zone.origin, zone.origin, _SOA)
        if not node and not reply.answer:
            reply.set_rcode(dns.rcode.NXDOMAIN)
    if authority:
        reply.authority.append(authority)


def _node(zone: dns.zone.Zone, name: dns.name.Name) -> dns.name.Name | None:
    """The owner that answers for a name: itself, an empty name above others, or the closest wildcard."""
    if any(owner == name or owner.is_subdomain(name) for owner in zone.nodes):
        return name
    above = name
    while zone.origin is not None and above != zone.origin and above.is_subdomain(zone.origin):
        above = above.parent()
        wildcard = dns.name.Name((b"*", *above.labels))
        if wildcard in zone.nodes:
            return wildcard
        if above in zone.nodes:
            return None
    return None


def _set(
    zone: dns.zone.Zone, owner: dns.name.Name, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    found = zone.get_rdataset(owner, rdtype)
    if found is None:
        return None
    made = dns.rrset.RRset(name, dns.rdataclass.IN, rdtype)
    for rdata in found:
        made.add(rdata, found.ttl)
    made.ttl = found.ttl
    return made
