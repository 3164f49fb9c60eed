"""Notices the first TCP connection that somebody tries to a router's BGP port, without taking the port itself.

A listener would do for FRR, but then no other BGP daemon could be run in its place. The packets are looked at, the
kernel answers them: with nobody there the caller is refused, and comes again.
"""

import errno
import ipaddress
import socket
from collections.abc import Iterable

from tutor.lab.net import netns
from tutor.lab.root import bpf

PORT = 179
ETH_P_IP = 0x0800
SO_ATTACH_FILTER = 26

FILTER = (
    (0x30, 0, 0, 9),  # ldb [9]: the protocol (bpf(4); offsets from the IP header)
    (0x15, 0, 6, socket.IPPROTO_TCP),
    (0xB1, 0, 0, 0),  # ldxb 4*([0]&0xf): the header's length
    (0x48, 0, 0, 2),  # ldh [x+2]: the port that it goes to
    (0x15, 0, 3, PORT),
    (0x50, 0, 0, 13),  # ldb [x+13]: the flags
    (0x54, 0, 0, 0x12),
    (0x15, 1, 0, 0x02),  # SYN without ACK
    (0x06, 0, 0, 0),
    (0x06, 0, 0, 64),
)
"""Takes the first segment of a connection to PORT, its first 64 octets."""


def watcher(namespace: str) -> socket.socket:
    """A non-blocking socket that becomes readable with such a segment in the net namespace. Raises OSError."""
    program = bpf.Program(FILTER)
    watching = netns.make_socket(namespace, socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
    try:
        watching.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program.descriptor)
        watching.setblocking(False)
    except OSError:
        watching.close()
        raise
    return watching


def knocked(watching: socket.socket, own: Iterable[str]) -> bool:
    """Read what came; whether any of it was meant for one of the addresses in `own` (others are passed on)."""
    meant = {ipaddress.IPv4Address(address).packed for address in own}
    found = False
    while True:
        try:
            packet = watching.recv(64)
        except BlockingIOError:
            return found
        found = found or packet[16:20] in meant


def taken(namespace: str) -> bool:
    """Whether somebody listens on PORT there."""
    with netns.entered(namespace), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("", PORT))
            trying.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False
