"""The OPEN message and its capabilities (RFC 4271 §4.2 and §6.2, RFC 5492, RFC 4760 §8, RFC 6793). Pure."""

import dataclasses
import ipaddress
import struct

from tutor.lab.metallb.bgp import notifications

VERSION = 4
AS_TRANS = 23456
"""Stands for an AS number that two octets cannot hold."""

CAPABILITIES = 2
"""The one kind of optional parameter in use."""

MULTIPROTOCOL, FOUR_OCTETS = 1, 65
IPV4_UNICAST = struct.pack("!HBB", 1, 0, 1)
IPV6_UNICAST = struct.pack("!HBB", 2, 0, 1)


@dataclasses.dataclass(frozen=True)
class Capability:
    """One capability, as its number and its octets."""

    code: int
    value: bytes = b""


@dataclasses.dataclass(frozen=True)
class Open:
    """`asn` is the real number, whatever the field of two octets says. `hold_time` in seconds, 0 for none."""

    asn: int
    hold_time: int
    router_id: ipaddress.IPv4Address
    capabilities: tuple[Capability, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether the sender writes AS numbers in four octets."""
        return any(one.code == FOUR_OCTETS for one in self.capabilities)


def speaker(asn: int, hold_time: int, router_id: ipaddress.IPv4Address) -> Open:
    """What MetalLB's native speaker offers: both unicast families and AS numbers of four octets."""
    offered = (
        Capability(MULTIPROTOCOL, IPV4_UNICAST),
        Capability(MULTIPROTOCOL, IPV6_UNICAST),
        Capability(FOUR_OCTETS, asn.to_bytes(4, "big")),
    )
    return Open(asn, hold_time, router_id, offered)


def encode(message: Open) -> bytes:
    """The body. Raises ValueError where the capabilities do not fit."""
    short = message.asn if message.asn <= 0xFFFF else AS_TRANS
    offered = b"".join(bytes((one.code, len(one.value))) + one.value for one in message.capabilities)
    parameters = bytes((CAPABILITIES, len(offered))) + offered if offered else b""
    fixed = struct.pack("!BHH4s", VERSION, short, message.hold_time, message.router_id.packed)
    return fixed + bytes((len(parameters),)) + parameters


def decode(body: bytes) -> Open:
    """Raises Fault."""
    version, short, hold_time, identifier, length = struct.unpack("!BHH4sB", body[:10])
    if version != VERSION:
        raise _fault(notifications.UNSUPPORTED_VERSION, VERSION.to_bytes(2, "big"))
    if len(body) != 10 + length:
        raise _fault(0)
    capabilities = _parameters(body[10:])
    asn = _asn(short, capabilities)
    if asn == 0:  # RFC 7607
        raise _fault(notifications.BAD_PEER_AS)
    if hold_time in (1, 2):
        raise _fault(notifications.UNACCEPTABLE_HOLD_TIME)
    if identifier == bytes(4):
        raise _fault(notifications.BAD_IDENTIFIER)
    return Open(asn, hold_time, ipaddress.IPv4Address(identifier), capabilities)


def _asn(short: int, capabilities: tuple[Capability, ...]) -> int:
    wide = [one.value for one in capabilities if one.code == FOUR_OCTETS]
    return int.from_bytes(wide[0], "big") if wide else short


def _parameters(octets: bytes) -> tuple[Capability, ...]:
    found: list[Capability] = []
    while octets:
        kind, value, octets = _next(octets)
        if kind != CAPABILITIES:
            raise _fault(notifications.UNSUPPORTED_PARAMETER)
        while value:
            code, content, value = _next(value)
            if code in (MULTIPROTOCOL, FOUR_OCTETS) and len(content) != 4:
                raise _fault(0)
            found.append(Capability(code, content))
    return tuple(found)


def _next(octets: bytes) -> tuple[int, bytes, bytes]:
    """A type, its value, and what follows."""
    if len(octets) < 2 or len(octets) < 2 + octets[1]:
        raise _fault(0)
    return octets[0], octets[2 : 2 + octets[1]], octets[2 + octets[1] :]


def _fault(subcode: int, data: bytes = b"") -> notifications.Fault:
    return notifications.Fault(notifications.OPEN, subcode, data)
