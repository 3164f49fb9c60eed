"""The name of the control socket of a user's lab: abstract, so that nothing stays behind when the lab ends.

An abstract name (unix(7)) lives exactly as long as a socket is bound to it, belongs to a net namespace (processes
inside the lab cannot see it), and can be bound once: that is the lock that keeps a user to one lab for each runtime
folder.
"""

import hashlib
import os
import socket
import struct

from tutor.base import errors, paths


def name() -> str:
    """The abstract name for this user and runtime folder."""
    folder = hashlib.sha256(str(paths.runtime()).encode()).hexdigest()[:16]
    return f"\0k8stutor/{os.getuid()}/{folder}/control"


def listen() -> socket.socket:
    """Claim the name. Raises OSError (EADDRINUSE) where a lab has it."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        sock.bind(name())
        sock.listen(64)
    except BaseException:
        sock.close()
        raise
    return sock


def connect() -> socket.socket | None:
    """A connection to the lab that runs now; None where none does.

    Raises LabError where another user's process holds the name: anyone may bind it.
    """
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        sock.connect(name())
    except ConnectionRefusedError:
        sock.close()
        return None
    if peer_uid(sock) not in (os.getuid(), 0):
        sock.close()
        raise errors.LabError(
            "the lab's control socket belongs to another user",
            why="another user's process listens under its name",
            todo="ask the administrator of this machine",
        )
    return sock


def peer_uid(sock: socket.socket) -> int:
    """Who is at the other end, as this process's user namespace counts."""
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return int(uid)
