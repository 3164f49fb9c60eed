"""The names of the control sockets of a user's labs: abstract, so that nothing stays behind when a lab ends.

An abstract name (unix(7)) lives exactly as long as a socket is bound to it, belongs to a net namespace (processes
inside the lab cannot see it), and can be bound once: that is the lock that keeps a user to one lab for each name and
runtime folder.
"""

import hashlib
import os
import re
import socket
import struct
from collections.abc import Iterable
from pathlib import Path

from tutor.base import errors, paths

VARIABLE = "K8STUTOR_LAB"
"""Of the environment: which lab is meant where a call names none."""

DEFAULT = "default"
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?")


def chosen() -> str:
    """The lab that this process means. Raises UsageError where its name is none."""
    lab = os.environ.get(VARIABLE) or DEFAULT
    if not _NAME.fullmatch(lab):
        raise errors.UsageError(
            f"{lab!r} is no name for a lab", todo="use up to 30 lower case letters, digits and hyphens"
        )
    return lab


def unusual() -> str:
    """The chosen lab where it is not the one that a call without a name means, else nothing. Raises UsageError."""
    lab = chosen()
    return "" if lab == DEFAULT else lab


def name(lab: str = "") -> str:
    """The abstract name for this user, runtime folder and lab (the chosen one by default)."""
    return f"{_family()}{lab or chosen()}"


def _family() -> str:
    folder = hashlib.sha256(str(paths.runtime()).encode()).hexdigest()[:16]
    return f"\0k8stutor/{os.getuid()}/{folder}/"


def running() -> list[str]:
    """The names of this user's labs, started from this runtime folder, that run or start now."""
    lines = Path("/proc/net/unix").read_text(errors="replace").splitlines()
    return [lab for lab in among(lines, _family()) if _is_own(lab)]


def _is_own(lab: str) -> bool:
    try:
        sock = connect(lab)
    except errors.LabError:
        return False  # another user's, who can neither be asked nor keep us from our own
    if sock is not None:
        sock.close()
    return sock is not None


def among(lines: Iterable[str], family: str) -> list[str]:
    """The labs of a family of names in the lines of /proc/net/unix (proc(5)), which shows a first NUL as @. Pure."""
    start = family.replace("\0", "@")
    words = {line.split()[-1] for line in lines}
    names = {one.removeprefix(start) for one in words if one.startswith(start)}
    return sorted(one for one in names if _NAME.fullmatch(one))


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


def connect(lab: str = "") -> socket.socket | None:
    """A connection to a lab (the chosen one by default) that runs now; None where none does.

    Raises LabError where another user's process holds the name: anyone may bind it.
    """
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        sock.connect(name(lab))
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
