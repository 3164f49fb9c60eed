"""The few HTTP GETs that plugins answer: health, readiness, metrics. A web framework would outweigh the server."""

import asyncio
import email.utils
import socket
from collections.abc import Callable

from tutor.lab.dns import listener

Answer = tuple[int, str, str]
"""Status, content type, body."""

TEXT = "text/plain; charset=utf-8"
IDLE_SECONDS = 5.0
LONGEST_HEADER = 16 * 1024
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
            self._servers.append(await asyncio.start_server(self._serve, sock=held, limit=LONGEST_HEADER))

    async def stop(self) -> None:
        """Close the listener; connections end with their answers."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            method, path, *_ = *head.decode("latin-1").split(" "), "", ""
            writer.write(_response(*self._respond(method, path.partition("?")[0]), body=method != "HEAD"))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            pass  # a client that goes away or talks nonsense gets no answer
        finally:
            writer.close()

    def _respond(self, method: str, path: str) -> Answer:
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
