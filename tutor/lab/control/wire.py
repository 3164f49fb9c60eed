"""Messages with file descriptors over a SOCK_SEQPACKET Unix socket: one JSON object a packet (unix(7), cmsg(3))."""

import array
import asyncio
import json
import os
import socket
from collections.abc import Iterable, Sequence
from typing import Any

Message = dict[str, Any]

LARGEST = 190_000
"""Bytes of one packet: below net.core.wmem_default's 212992, the size of a send buffer."""

MOST_FDS = 16


class Closed(Exception):  # noqa: N818 - an end, not a mistake
    """The other side has gone."""


def encode(message: Message) -> bytes:
    """The packet of a message. Raises ValueError where it is too large for one."""
    packet = json.dumps(message, separators=(",", ":")).encode()
    if len(packet) > LARGEST:
        raise ValueError(f"a message of {len(packet)} bytes is larger than {LARGEST}")
    return packet


def send(sock: socket.socket, message: Message, fds: Sequence[int] = ()) -> None:
    """Send one message; the descriptors stay open here. Raises Closed, or BlockingIOError when the buffer is full."""
    try:
        socket.send_fds(sock, [encode(message)], list(fds))
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed from error


def receive(sock: socket.socket) -> tuple[Message, list[int]]:
    """Receive one message and its descriptors (close-on-exec).

    Raises Closed at the end of the stream, and ValueError for what is no JSON.
    """
    size = array.array("i").itemsize * MOST_FDS
    try:
        packet, ancillary, _, _ = sock.recvmsg(LARGEST, socket.CMSG_SPACE(size), socket.MSG_CMSG_CLOEXEC)
    except ConnectionResetError as error:
        raise Closed from error
    fds = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    try:
        if not packet:
            raise Closed
        return json.loads(packet), list(fds)
    except BaseException:
        close(fds)
        raise


def close(fds: Iterable[int]) -> None:
    """Let go of descriptors that came with a message."""
    for fd in fds:
        os.close(fd)


async def send_async(sock: socket.socket, message: Message, fds: Sequence[int] = ()) -> None:
    """`send` for a non-blocking socket: waits while the buffer is full."""
    while True:
        try:
            send(sock, message, fds)
        except BlockingIOError:
            await _ready(sock, writable=True)
        else:
            return


async def receive_async(sock: socket.socket) -> tuple[Message, list[int]]:
    """`receive` for a non-blocking socket."""
    while True:
        try:
            return receive(sock)
        except BlockingIOError:
            await _ready(sock, writable=False)


async def _ready(sock: socket.socket, *, writable: bool) -> None:
    # A duplicate, so that a reader and a writer of one socket never undo each other's registration.
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    watched = os.dup(sock.fileno())
    add, remove = (loop.add_writer, loop.remove_writer) if writable else (loop.add_reader, loop.remove_reader)
    add(watched, _settle, ready)
    try:
        await ready
    finally:
        remove(watched)
        os.close(watched)


def _settle(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
