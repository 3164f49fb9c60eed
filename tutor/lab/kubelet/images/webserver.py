"""A small HTTP/1.1 server for the programs of images: a handler gets a request and gives an answer (RFC 9112)."""

import dataclasses
import email.utils
import signal
import socket
import threading
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, NoReturn

LONGEST_LINE = 16 * 1024
MOST_LINES = 200
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


Handler = Callable[[Request], Answer]


def http_date() -> str:
    """Now, as RFC 9110 writes it."""
    return email.utils.formatdate(usegmt=True)


def run(handler: Handler, port: int) -> NoReturn:
    """Serve until SIGTERM, SIGQUIT or SIGINT ends the process. Raises OSError when the port is taken.

    A thread a connection, and no event loop: a fork of the template touches the fewest pages this way.
    """
    listening = _listening(port)
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        signal.signal(number, _leave)
    serve(listening, handler)


def serve(listening: socket.socket, handler: Handler) -> NoReturn:
    """Accept connections for ever."""
    while True:
        made, address = listening.accept()
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_connection, args=(handler, made, _name(address)), daemon=True).start()


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _listening(port: int) -> socket.socket:
    """All addresses, IPv6 too where the kernel has it."""
    try:
        return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)
    except OSError:
        return socket.create_server(("0.0.0.0", port), backlog=512)


def _connection(handler: Handler, made: socket.socket, peer: str) -> None:
    with made, made.makefile("rb") as reader:
        try:
            while (request := _read(reader, peer)) is not None:
                keep = _keeps(request)
                answer = handler(request)
                made.sendall(_head(answer, keep) + (b"" if request.method == "HEAD" else answer.body))
                if not keep:
                    return
        except ConnectionError:
            return  # the client went away


def _name(address: tuple[str, int]) -> str:
    host = str(address[0]).removeprefix("::ffff:")
    return f"[{host}]:{address[1]}" if ":" in host else f"{host}:{address[1]}"


def _keeps(request: Request) -> bool:
    wish = request.header("connection").lower()
    return wish == "keep-alive" if request.version == "HTTP/1.0" else wish != "close"


def _read(reader: BinaryIO, peer: str) -> Request | None:
    """The next request; None at the end of the connection or for what is none."""
    lines: list[str] = []
    while line := reader.readline(LONGEST_LINE):
        if line == CRLF:
            break
        lines.append(line.decode("latin-1").rstrip("\r\n"))
        if len(lines) > MOST_LINES:
            return None
    words = lines[0].split(" ") if lines else []
    if len(words) != 3:
        return None
    pairs = tuple(
        (name.strip(), value.strip()) for name, _, value in (one.partition(":") for one in lines[1:])
    )
    request = Request(words[0], words[1], words[2], pairs, b"", peer)
    size = request.header("content-length")
    return request._replace(body=reader.read(int(size))) if size.isdigit() else request


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
