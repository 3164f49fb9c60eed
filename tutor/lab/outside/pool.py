"""TCP sockets made in the machine's own network, for the lab to reach web servers with."""

import socket

from tutor.lab.control import wire

SOCKETS = 32
"""Connections to the outside at the same time; each socket is used again."""

SOMEWHERE = ("203.0.113.1", 80)
"""For documentation (RFC 5737): routed as the Internet is; nothing is sent there."""


def online() -> bool:
    """Whether this machine has a route to the Internet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return False
    return True


def filled() -> socket.socket:
    """A channel in which unconnected sockets wait, so that the supervisor's forks inherit one descriptor only."""
    reading, writing = wire.pair()
    with writing:
        for _ in range(SOCKETS // wire.MOST_FDS):
            made = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(wire.MOST_FDS)]
            wire.send(writing, {"sockets": len(made)}, [sock.fileno() for sock in made])
            for sock in made:
                sock.close()
    return reading
