"""What counts as a knock at a router's door."""

import socket
import struct

from tutor.lab.router import knock

OWN = ("192.168.10.254", "192.168.20.254")


def packet(destination: str) -> bytes:
    """The head of a TCP segment's packet to this address."""
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 44, 0, 0, 64, 6, 0, bytes(4), socket.inet_aton(destination)
    )
    return header + bytes(24)


def seen(*packets: bytes) -> bool:
    """Whether these are a knock for a router."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        ours.setblocking(False)
        for one in packets:
            theirs.send(one)
        return knock.knocked(ours, OWN)


def test_only_what_is_meant_for_the_router_is_a_knock() -> None:
    """What it passes on is not; one knock among others is enough."""
    assert not seen()
    assert not seen(packet("192.168.20.100"))
    assert seen(packet("192.168.20.254"))
    assert seen(packet("192.168.20.100"), packet("192.168.10.254"), packet("10.0.0.1"))
