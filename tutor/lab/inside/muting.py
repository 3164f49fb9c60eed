"""Sockets that hear nothing: the kernel drops what comes for them, and nobody is told (socket(7), SO_ATTACH_FILTER)."""

import ctypes
import socket
import struct

ATTACH, DETACH = 26, 27
DROP = struct.pack("=HBBI", 0x06, 0, 0, 0)
"""One instruction of classic BPF: return 0, keep no byte of the packet."""


def mute(sock: socket.socket) -> None:
    """Drop datagrams, and connections that begin on a listening socket."""
    code = ctypes.create_string_buffer(DROP)
    sock.setsockopt(socket.SOL_SOCKET, ATTACH, struct.pack("@HP", 1, ctypes.addressof(code)))


def unmute(sock: socket.socket) -> None:
    """Hear again what comes from now on. A socket that was not mute stays as it is."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, DETACH, 0)
    except FileNotFoundError:
        return  # ENOENT: there is no filter
