"""A small HTTP/1.1 server for the programs of images: a handler gets a request and gives an answer (RFC 9112)."""

import asyncio
import contextlib
import dataclasses
import email.utils
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple

LONGEST_HEAD = 64 * 1024
CRLF = b"\r\n"

STATUS_TEXT = {
    200: "OK",
    204: "No Content",
    304: "Not Modified",
    301: "Moved Permanently",
    302: "Found",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Not Allowed",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Request(NamedTuple):
    """A request as it came; header names as the client wrote them."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    peer: str

    def header(self, name: str) -> str:
        """The first header of that name, whatever its case, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclasses.dataclass
class Answer:
    """What goes back; Content-Length, and Date when the handler sets none, are added."""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = dataclasses.field(default_factory=list)


Handler = Callable[[Request], Awaitable[Answer]]


def http_date() -> str:
    """Now, as RFC 9110 writes it."""
    return email.utils.formatdate(usegmt=True)


def run(handler: Handler, port: int) -> int:
    """Serve until SIGTERM or SIGQUIT; the exit code. Raises OSError when the port is taken."""
    return asyncio.run(_serve(handler, port))


async def _serve(handler: Handler, port: int) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await asyncio.start_server(lambda r, w: _connection(handler, r, w), sock=_listening(port))
    async with server:
        await ended.wait()
    return 0


def _listening(port: int) -> socket.socket:
    """All addresses, IPv6 too where the kernel has it."""
    try:
        return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)
    except OSError:
        return socket.create_server(("0.0.0.0", port), backlog=512)


async def _connection(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        while (request := await _read(reader, _peer(writer))) is not None:
            keep = _keeps(request)
            answer = await handler(request)
            writer.write(_head(answer, keep) + (b"" if request.method == "HEAD" else answer.body))
            await writer.drain()
            if not keep:
                break
    writer.close()


def _peer(writer: asyncio.StreamWriter) -> str:
    host, port = writer.get_extra_info("peername")[:2]
    host = str(host).removeprefix("::ffff:")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _keeps(request: Request) -> bool:
    wish = request.header("connection").lower()
    return wish == "keep-alive" if request.version == "HTTP/1.0" else wish != "close"


async def _read(reader: asyncio.StreamReader, peer: str) -> Request | None:
    try:
        head = await reader.readuntil(CRLF + CRLF)
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        return None
    pairs = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    request = Request(words[0], words[1], words[2], pairs, b"", peer)
    size = request.header("content-length")
    if size.isdigit():
        request = request._replace(body=await reader.readexactly(int(size)))
    return request


def _head(answer: Answer, keep: bool) -> bytes:
    names = {name.lower() for name, _ in answer.headers}
    lines = [f"HTTP/1.1 {answer.status} {STATUS_TEXT.get(answer.status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if "date" not in names:
        lines.append(f"Date: {http_date()}")
    if "content-length" not in names:
        lines.append(f"Content-Length: {len(answer.body)}")
    if not keep and "connection" not in names:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1") + CRLF + CRLF
