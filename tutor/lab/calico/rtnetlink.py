"""The few rtnetlink messages that plugging in a pod takes, written by hand (rtnetlink(7), linux/if_link.h).

pyroute2 builds the topology, in a process of its own. It is not used here because the supervisor would pay 0.16 s and
24 MB for importing it, its plain sockets cannot be used inside an event loop, and its asynchronous ones wait for each
message by itself, where a pod's dozen go out in one write here.
"""

import dataclasses
import errno
import ipaddress
import os
import socket
import struct
from collections.abc import Iterable
from types import TracebackType

NEWLINK, DELLINK, NEWADDR, NEWROUTE, DELROUTE, NEWNEIGH, DELNEIGH = 16, 17, 20, 24, 25, 28, 29
_REQUEST, _ACK, _REPLACE, _EXCL, _CREATE = 0x1, 0x4, 0x100, 0x200, 0x400
_ERROR = 2
_NESTED = 0x8000
_UP = 0x1
_HEADER = struct.Struct("=IHHII")

SCOPE_UNIVERSE, SCOPE_LINK = 0, 253
PROTOCOL_BOOT = 3
UNICAST, BLACKHOLE = 1, 6
ONLINK = 4
_MAIN_TABLE = 254
_PERMANENT, _SELF = 0x80, 0x02


class NetlinkError(OSError):
    """The kernel refused a message; `errno` says why, `message` which."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(number, f"{os.strerror(number)}: {message}")
        self.message = message


@dataclasses.dataclass(frozen=True)
class Message:
    """One request: its kind, flags beyond the usual, body, what it is for, and errors that are no trouble."""

    kind: int
    flags: int
    body: bytes
    what: str
    ignore: frozenset[int] = frozenset()


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded."""
    length = 4 + len(value)
    return struct.pack("=HH", length, kind) + value + b"\0" * (-length % 4)


def nested(kind: int, *inner: bytes) -> bytes:
    """An attribute made of attributes."""
    return attribute(kind | _NESTED, b"".join(inner))


def _text(kind: int, value: str) -> bytes:
    return attribute(kind, value.encode() + b"\0")


def _u32(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("=I", value))


def _ip(kind: int, address: str) -> bytes:
    return attribute(kind, ipaddress.ip_address(address).packed)


def _mac(kind: int, mac: str) -> bytes:
    return attribute(kind, bytes.fromhex(mac.replace(":", "")))


def _link(index: int = 0, *, up: bool = False) -> bytes:
    return struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, _UP if up else 0, _UP if up else 0)


def veth(name: str, mac: str, mtu: int, *, peer: str, peer_mac: str, peer_netns: int) -> Message:
    """A pair, both ends down: `name` here, `peer` as interface 2 of the net namespace behind `peer_netns`."""
    other = _link(2) + _text(3, peer) + _u32(4, mtu) + _u32(28, peer_netns)
    other += _mac(1, peer_mac) if peer_mac else b""
    info = nested(18, _text(1, "veth"), nested(2, attribute(1, other)))
    body = _link() + _text(3, name) + _mac(1, mac) + _u32(4, mtu) + info
    return Message(NEWLINK, _CREATE | _EXCL, body, f"add veth {name}")


def vxlan(name: str, mac: str, mtu: int, *, vni: int, port: int, local: str, parent: int) -> Message:
    """A VXLAN device without learning, up; an existing one is no trouble."""
    data = (
        _u32(1, vni)
        + _u32(3, parent)
        + _ip(4, local)
        + attribute(7, b"\0")
        + attribute(15, struct.pack("!H", port))
    )
    info = nested(18, _text(1, "vxlan"), nested(2, data))
    body = _link(up=True) + _text(3, name) + _mac(1, mac) + _u32(4, mtu) + info
    return Message(NEWLINK, _CREATE | _EXCL, body, f"add vxlan {name}", frozenset({errno.EEXIST}))


def link_up(index: int) -> Message:
    """Bring an interface up."""
    return Message(NEWLINK, 0, _link(index, up=True), f"bring up interface {index}")


def delete_link(name: str) -> Message:
    """Remove an interface, by name; one that has gone is no trouble."""
    return Message(DELLINK, 0, _link() + _text(3, name), f"delete {name}", frozenset({errno.ENODEV}))


def address(index: int, ip: str, prefix: int) -> Message:
    """Give an interface an address; one that it has already is no trouble."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    body = struct.pack("=BBBBI", family, prefix, 0, SCOPE_UNIVERSE, index) + _ip(2, ip) + _ip(1, ip)
    return Message(NEWADDR, _CREATE | _REPLACE, body, f"add address {ip}", frozenset({errno.EEXIST}))


def route(
    destination: str,
    *,
    index: int = 0,
    gateway: str = "",
    scope: int = SCOPE_UNIVERSE,
    kind: int = UNICAST,
    protocol: int = PROTOCOL_BOOT,
    flags: int = 0,
) -> Message:
    """Add or replace a route; `destination` is a CIDR, or "default"."""
    body = _route_body(destination, index, gateway, scope, kind, protocol, flags)
    return Message(NEWROUTE, _CREATE | _REPLACE, body, f"add route {destination}")


def delete_route(destination: str, *, index: int = 0, kind: int = UNICAST) -> Message:
    """Remove a route; one that has gone is no trouble."""
    body = _route_body(destination, index, "", 255, kind, 0, 0)
    return Message(DELROUTE, 0, body, f"delete route {destination}", frozenset({errno.ESRCH}))


def _route_body(
    destination: str, index: int, gateway: str, scope: int, kind: int, protocol: int, flags: int
) -> bytes:
    network = ipaddress.ip_network("0.0.0.0/0" if destination == "default" else destination)
    body = struct.pack(
        "=BBBBBBBBI", socket.AF_INET, network.prefixlen, 0, 0, _MAIN_TABLE, protocol, scope, kind, flags
    )
    if network.prefixlen:
        body += attribute(1, network.network_address.packed)
    if gateway:
        body += _ip(5, gateway)
    return body + (_u32(4, index) if index else b"")


def neighbour(index: int, ip: str, mac: str) -> Message:
    """A permanent entry: who has `ip`."""
    body = struct.pack("=BxxxiHBB", socket.AF_INET, index, _PERMANENT, 0, 0) + _ip(1, ip) + _mac(2, mac)
    return Message(NEWNEIGH, _CREATE | _REPLACE, body, f"add neighbour {ip}")


def forwarding_entry(index: int, mac: str, ip: str) -> Message:
    """A permanent entry of a VXLAN device: frames for `mac` go to the host `ip`."""
    body = struct.pack("=BxxxiHBB", socket.AF_BRIDGE, index, _PERMANENT, _SELF, 0) + _mac(2, mac) + _ip(1, ip)
    return Message(NEWNEIGH, _CREATE | _REPLACE, body, f"add forwarding entry {mac}")


def delete_neighbour(index: int, ip: str) -> Message:
    """Remove a neighbour; one that has gone is no trouble."""
    body = struct.pack("=BxxxiHBB", socket.AF_INET, index, 0, 0, 0) + _ip(1, ip)
    return Message(DELNEIGH, 0, body, f"delete neighbour {ip}", frozenset({errno.ENOENT}))


def delete_forwarding_entry(index: int, mac: str, ip: str) -> Message:
    """Remove a VXLAN device's entry; one that has gone is no trouble."""
    body = struct.pack("=BxxxiHBB", socket.AF_BRIDGE, index, 0, _SELF, 0) + _mac(2, mac) + _ip(1, ip)
    return Message(DELNEIGH, 0, body, f"delete forwarding entry {mac}", frozenset({errno.ENOENT}))


class Netlink:
    """A socket of the net namespace in which it was made; it stays there."""

    def __init__(self) -> None:
        self._socket = socket.socket(
            socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE
        )
        self._socket.bind((0, 0))
        self._number = 0

    def __enter__(self) -> "Netlink":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()

    def send(self, messages: Iterable[Message]) -> None:
        """Send all in one write; the kernel works through them in order. Raises NetlinkError for the first refusal."""
        batch, waiting = b"", {}
        for message in messages:
            self._number += 1
            flags = _REQUEST | _ACK | message.flags
            batch += (
                _HEADER.pack(_HEADER.size + len(message.body), message.kind, flags, self._number, 0)
                + message.body
            )
            waiting[self._number] = message
        if not batch:
            return
        self._socket.send(batch)
        refused: NetlinkError | None = None
        while waiting:
            for number, code in _acknowledgements(self._socket.recv(65536)):
                answered = waiting.pop(number, None)
                if answered is not None and code and code not in answered.ignore:
                    refused = refused or NetlinkError(code, answered.what)
        if refused is not None:
            raise refused


def _acknowledgements(data: bytes) -> list[tuple[int, int]]:
    """(sequence number, errno) of each acknowledgement in what the kernel sent."""
    found, offset = [], 0
    while offset + _HEADER.size <= len(data):
        length, kind, _, number, _ = _HEADER.unpack_from(data, offset)
        if kind == _ERROR:
            (code,) = struct.unpack_from("=i", data, offset + _HEADER.size)
            found.append((number, -code))
        offset += (length + 3) & ~3
    return found
