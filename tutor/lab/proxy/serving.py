"""The few HTTP answers that kube-proxy gives, on sockets made in its node's net namespace."""

import asyncio
import email.utils
import socket
from collections.abc import Callable
from typing import NamedTuple

from tutor.base import plainhttp
from tutor.lab.net import netns

JSON, TEXT, METRICS = (
    "application/json",
    "text/plain; charset=utf-8",
    "text/plain; version=0.0.4; charset=utf-8",
)
_REASONS = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}


class Reply(NamedTuple):
    """What to answer."""

    status: int
    body: str
    kind: str = JSON
    headers: tuple[tuple[str, str], ...] = (("X-Content-Type-Options", "nosniff"),)


Answer = Callable[[str], Reply]
"""The reply to a path."""
MakeSocket = Callable[[str, int], socket.socket]
"""A listening TCP socket of the node, at that address and port. Raises OSError."""

NOT_FOUND = Reply(404, "404 page not found\n", TEXT)


def node_sockets(namespace: str) -> MakeSocket:
    """Makes sockets in a node's net namespace, given as a path such as /proc/PID/ns/net."""

    def make(address: str, port: int) -> socket.socket:
        made = netns.make_socket(namespace, socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, port))
            made.listen(32)
        except OSError:
            made.close()
            raise
        return made

    return make


async def listen(made: socket.socket, answer: Answer) -> asyncio.Server:
    """Answer on a listening socket; the server owns it from now on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await plainhttp.serve(reader, writer, lambda _method, path: _response(answer(path)))

    return await asyncio.start_server(serve, sock=made, limit=plainhttp.LONGEST_HEAD)


def _response(reply: Reply) -> bytes:
    content = reply.body.encode()
    lines = [f"HTTP/1.1 {reply.status} {_REASONS[reply.status]}", f"Content-Type: {reply.kind}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines += [f"Date: {email.utils.formatdate(usegmt=True)}", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content
