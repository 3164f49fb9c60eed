"""Network cards by ioctl (netdevice(7)): up and down, and in and out of a bridge. Needs no netlink library."""

import fcntl
import socket
import struct

from tutor.lab.net import netns

GET_FLAGS, SET_FLAGS = 0x8913, 0x8914
JOIN_BRIDGE, LEAVE_BRIDGE = 0x89A2, 0x89A3
UP = 0x1

_FLAGS = struct.Struct("16sh22x")
_INDEX = struct.Struct("16si20x")
"""struct ifreq with the member of its union that is meant (netdevice(7))."""


def switch(namespace: int | str, card: str, *, up: bool) -> None:
    """Set a card up or down. Raises OSError."""
    with netns.make_socket(namespace, socket.AF_INET, socket.SOCK_DGRAM) as sock:
        _, flags = _FLAGS.unpack(fcntl.ioctl(sock, GET_FLAGS, _FLAGS.pack(card.encode(), 0)))
        fcntl.ioctl(sock, SET_FLAGS, _FLAGS.pack(card.encode(), flags | UP if up else flags & ~UP))


def leave(namespace: int | str, bridge: str, card: str) -> None:
    """Take a card out of a bridge. Raises OSError."""
    _membership(namespace, bridge, card, LEAVE_BRIDGE)


def join(namespace: int | str, bridge: str, card: str) -> None:
    """Put a card into a bridge. Raises OSError."""
    _membership(namespace, bridge, card, JOIN_BRIDGE)


def _membership(namespace: int | str, bridge: str, card: str, request: int) -> None:
    with netns.entered(namespace):
        number = socket.if_nametoindex(card)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            fcntl.ioctl(sock, request, _INDEX.pack(bridge.encode(), number))
