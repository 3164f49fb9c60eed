"""The few HTTP GETs that plugins answer: health, readiness, metrics."""

import asyncio
import email.utils
import socket
from collections.abc import Callable

from tutor.base import plainhttp
from tutor.lab.dns import listener

Answer = tuple[int, str, str]
"""Status, content type, body."""

TEXT = "text/plain; charset=utf-8"
_REASONS = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Server:
    """Answers one path; anything else is not found, in Go's words."""

    def __init__(self, address: str, path: str, answer: Callable[[], Answer]) -> None:
        self._address, self._path, self._answer = address, path, answer
        self._servers: list[asyncio.Server] = []

    async def start(self) -> None:
        """Listen; beside an instance that is about to be replaced if need be. Raises OSError."""
        host, _, port = self._address.rpartition(":")
        host = "127.0.0.1" if host == "localhost" else host.strip("[]")
        for family, address in listener.addresses(host):
            # Bound by hand: asyncio would start a thread to look up "all addresses".
            held = listener.bound(family, socket.SOCK_STREAM, address, int(port), shared=True)
            self._servers.append(
                await asyncio.start_server(self._serve, sock=held, limit=plainhttp.LONGEST_HEAD)
            )

    async def stop(self) -> None:
        """Close the listener; connections end with their answers."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await plainhttp.serve(reader, writer, self._respond)

    def _respond(self, method: str, path: str) -> bytes:
        return _response(*self._said(method, path), body=method != "HEAD")

    def _said(self, method: str, path: str) -> Answer:
        if method not in ("GET", "HEAD"):
            return 405, TEXT, "Method Not Allowed\n"
        return self._answer() if path == self._path else (404, TEXT, "404 page not found\n")


def _response(status: int, kind: str, text: str, *, body: bool) -> bytes:
    content = text.encode()
    lines = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        f"Date: {email.utils.formatdate(usegmt=True)}",
        f"Content-Length: {len(content)}",
        f"Content-Type: {kind}",
        "Connection: close",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + (content if body else b"")
