"""Path attributes (RFC 4271 §4.3, §5 and §6.3, RFC 1997, RFC 6793). Pure."""

import dataclasses
import ipaddress
import struct

from tutor.lab.metallb.bgp import notifications

IGP, EGP, INCOMPLETE = 0, 1, 2
AS_SET, AS_SEQUENCE = 1, 2

ORIGIN, AS_PATH, NEXT_HOP, MED, LOCAL_PREF, COMMUNITIES = 1, 2, 3, 4, 5, 8

OPTIONAL, TRANSITIVE, PARTIAL, EXTENDED = 0x80, 0x40, 0x20, 0x10

FLAGS = {
    ORIGIN: TRANSITIVE,
    AS_PATH: TRANSITIVE,
    NEXT_HOP: TRANSITIVE,
    MED: OPTIONAL,
    LOCAL_PREF: TRANSITIVE,
    COMMUNITIES: OPTIONAL | TRANSITIVE,
}
LENGTHS = {ORIGIN: 1, NEXT_HOP: 4, MED: 4, LOCAL_PREF: 4}


@dataclasses.dataclass(frozen=True)
class Segment:
    """A part of a path: AS_SET or AS_SEQUENCE."""

    kind: int
    asns: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Other:
    """An optional attribute that is not understood, as it came. `flags` without EXTENDED."""

    flags: int
    kind: int
    value: bytes


@dataclasses.dataclass(frozen=True)
class Attributes:
    """None where an attribute is absent."""

    origin: int | None = None
    as_path: tuple[Segment, ...] | None = None
    next_hop: ipaddress.IPv4Address | None = None
    med: int | None = None
    local_pref: int | None = None
    communities: tuple[int, ...] = ()
    others: tuple[Other, ...] = ()


def encode(these: Attributes, *, wide: bool) -> bytes:
    """In ascending order of their types, as RFC 4271 §5 asks for."""
    known = {
        ORIGIN: None if these.origin is None else bytes((these.origin,)),
        AS_PATH: None if these.as_path is None else _path(these.as_path, wide=wide),
        NEXT_HOP: None if these.next_hop is None else these.next_hop.packed,
        MED: None if these.med is None else these.med.to_bytes(4, "big"),
        LOCAL_PREF: None if these.local_pref is None else these.local_pref.to_bytes(4, "big"),
        COMMUNITIES: struct.pack(f"!{len(these.communities)}I", *these.communities) or None,
    }
    found = [Other(FLAGS[kind], kind, value) for kind, value in known.items() if value is not None]
    return b"".join(map(_encoded, sorted((*found, *these.others), key=lambda one: one.kind)))


def _encoded(one: Other) -> bytes:
    if len(one.value) > 0xFF:
        return struct.pack("!BBH", one.flags | EXTENDED, one.kind, len(one.value)) + one.value
    return bytes((one.flags, one.kind, len(one.value))) + one.value


def _path(segments: tuple[Segment, ...], *, wide: bool) -> bytes:
    form = "I" if wide else "H"
    return b"".join(
        struct.pack(f"!BB{len(one.asns)}{form}", one.kind, len(one.asns), *one.asns) for one in segments
    )


def decode(octets: bytes, *, wide: bool) -> Attributes:
    """Raises Fault."""
    raw: dict[int, Other] = {}
    while octets:
        one, whole, octets = _split(octets)
        if one.kind in raw:
            raise _fault(notifications.MALFORMED_LIST)
        _check(one, whole)
        raw[one.kind] = one
    values = {kind: one.value for kind, one in raw.items()}
    communities = values.get(COMMUNITIES, b"")
    return Attributes(
        origin=_number(values.get(ORIGIN)),
        as_path=None if AS_PATH not in values else _segments(values[AS_PATH], wide=wide),
        next_hop=None if NEXT_HOP not in values else ipaddress.IPv4Address(values[NEXT_HOP]),
        med=_number(values.get(MED)),
        local_pref=_number(values.get(LOCAL_PREF)),
        communities=struct.unpack(f"!{len(communities) // 4}I", communities),
        others=tuple(one for kind, one in sorted(raw.items()) if kind not in FLAGS),
    )


def require(these: Attributes) -> None:
    """What must describe an announced prefix is there (RFC 4271 §5). Raises Fault."""
    given = {ORIGIN: these.origin, AS_PATH: these.as_path, NEXT_HOP: these.next_hop}
    for kind, value in given.items():
        if value is None:
            raise _fault(notifications.MISSING_WELL_KNOWN, bytes((kind,)))


def _split(octets: bytes) -> tuple[Other, bytes, bytes]:
    """The next attribute, all its octets, and what follows."""
    extended = bool(octets[0] & EXTENDED)
    start = 4 if extended else 3
    if len(octets) < start:
        raise _fault(notifications.MALFORMED_LIST)
    end = start + int.from_bytes(octets[2:start], "big")
    if len(octets) < end:
        raise _fault(notifications.MALFORMED_LIST)
    return Other(octets[0] & ~EXTENDED, octets[1], octets[start:end]), octets[:end], octets[end:]


def _check(one: Other, whole: bytes) -> None:
    if one.kind not in FLAGS:
        if not one.flags & OPTIONAL:
            raise _fault(notifications.UNRECOGNIZED_WELL_KNOWN, whole)
        return
    if one.flags & (OPTIONAL | TRANSITIVE) != FLAGS[one.kind] or (
        one.flags & PARTIAL and FLAGS[one.kind] != OPTIONAL | TRANSITIVE
    ):
        raise _fault(notifications.FLAGS_ERROR, whole)
    if len(one.value) != LENGTHS.get(one.kind, len(one.value)):
        raise _fault(notifications.LENGTH_ERROR, whole)
    if one.kind == COMMUNITIES and (len(one.value) % 4 or not one.value):
        raise _fault(notifications.OPTIONAL_ERROR, whole)
    if one.kind == ORIGIN and one.value[0] > INCOMPLETE:
        raise _fault(notifications.INVALID_ORIGIN, whole)
    if one.kind == NEXT_HOP and not 1 <= one.value[0] < 224:  # no address of a host
        raise _fault(notifications.INVALID_NEXT_HOP, whole)


def _segments(octets: bytes, *, wide: bool) -> tuple[Segment, ...]:
    size, found = 4 if wide else 2, []
    while octets:
        end = 2 + octets[1] * size if len(octets) > 1 else 2
        if len(octets) < end or end == 2 or octets[0] not in (AS_SET, AS_SEQUENCE):
            raise _fault(notifications.MALFORMED_AS_PATH)
        asns = struct.unpack(f"!{octets[1]}{'I' if wide else 'H'}", octets[2:end])
        found.append(Segment(octets[0], asns))
        octets = octets[end:]
    return tuple(found)


def _number(octets: bytes | None) -> int | None:
    return None if octets is None else int.from_bytes(octets, "big")


def _fault(subcode: int, data: bytes = b"") -> notifications.Fault:
    return notifications.Fault(notifications.UPDATE, subcode, data)
