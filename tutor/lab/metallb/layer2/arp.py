"""ARP for IPv4 on Ethernet as bytes (RFC 826). Pure."""

import dataclasses
import ipaddress
import struct

ETHERTYPE = 0x0806
REQUEST, REPLY = 1, 2
BROADCAST = b"\xff" * 6
SHORTEST = 60
"""An Ethernet frame without its checksum; a shorter one is padded."""

_ETHERNET = struct.Struct("!6s6sH")
_PACKET = struct.Struct("!HHBBH6s4s6s4s")
_ETHERNET_HARDWARE, _IPV4 = 1, 0x0800


class Malformed(Exception):  # noqa: N818 - reads as what it says
    """The bytes are no ARP packet for IPv4 on Ethernet."""


@dataclasses.dataclass(frozen=True)
class Frame:
    """An ARP packet in its Ethernet frame. MAC addresses are six bytes; `operation` is REQUEST or REPLY."""

    destination: bytes
    source: bytes
    operation: int
    sender_mac: bytes
    sender: ipaddress.IPv4Address
    target_mac: bytes
    target: ipaddress.IPv4Address


def decode(raw: bytes) -> Frame:
    """Read a frame; what follows the packet is padding. Raises Malformed."""
    if len(raw) < _ETHERNET.size + _PACKET.size:
        raise Malformed(f"{len(raw)} bytes are too few")
    destination, source, ethertype = _ETHERNET.unpack_from(raw)
    hardware, protocol, *sizes, operation, sender_mac, sender, target_mac, target = _PACKET.unpack_from(
        raw, _ETHERNET.size
    )
    if ethertype != ETHERTYPE:
        raise Malformed(f"its Ethernet type is {ethertype:#06x}")
    if (hardware, protocol, *sizes) != (_ETHERNET_HARDWARE, _IPV4, 6, 4):
        raise Malformed(f"it maps protocol {protocol:#06x} to hardware {hardware}, sizes {sizes}")
    return Frame(
        destination,
        source,
        operation,
        sender_mac,
        ipaddress.IPv4Address(sender),
        target_mac,
        ipaddress.IPv4Address(target),
    )


def encode(frame: Frame) -> bytes:
    """The frame as it goes out, padded."""
    head = _ETHERNET.pack(frame.destination, frame.source, ETHERTYPE)
    packet = _PACKET.pack(
        _ETHERNET_HARDWARE,
        _IPV4,
        6,
        4,
        frame.operation,
        frame.sender_mac,
        frame.sender.packed,
        frame.target_mac,
        frame.target.packed,
    )
    return (head + packet).ljust(SHORTEST, b"\0")


def answer(request: Frame, mac: bytes) -> Frame:
    """The reply that says that the asked address is at `mac`, to the one that asked."""
    return Frame(request.sender_mac, mac, REPLY, mac, request.target, request.sender_mac, request.sender)


def gratuitous(address: ipaddress.IPv4Address, mac: bytes) -> tuple[Frame, Frame]:
    """An unasked request and an unasked reply: some neighbours heed the one, some the other (RFC 5944, 4.6)."""
    return (
        Frame(BROADCAST, mac, REQUEST, mac, address, BROADCAST, address),
        Frame(BROADCAST, mac, REPLY, mac, address, BROADCAST, address),
    )
