"""/metrics of controller and speaker: Prometheus' text format 0.0.4 over HTTP/1.1, which their probes ask for too."""

import asyncio
import dataclasses
import email.utils
import socket
from collections.abc import Callable, Iterable, Mapping

from tutor.base import plainhttp

KIND = "text/plain; version=0.0.4; charset=utf-8"


@dataclasses.dataclass(frozen=True)
class Family:
    """One metric: its values by the labels that they carry. `kind` is counter or gauge."""

    name: str
    kind: str
    help: str
    values: Iterable[tuple[Mapping[str, str], float]]


def text(families: Iterable[Family]) -> str:
    """All families, by name; one without values is left out."""
    lines: list[str] = []
    for family in sorted(families, key=lambda one: one.name):
        body = sorted(f"{family.name}{_braces(labels)} {_number(value)}" for labels, value in family.values)
        if body:
            lines += [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}", *body]
    return "".join(f"{line}\n" for line in lines)


def _braces(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escape(value)}"' for name, value in sorted(labels.items()))
    return f"{{{pairs}}}" if pairs else ""


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


class Server:
    """Answers GET /metrics on one port, on all addresses; `start` and `stop` own it."""

    def __init__(self, port: int, families: Callable[[], Iterable[Family]], host: str = "") -> None:
        self._port, self._families, self._host = port, families, host
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        # Bound by hand: asyncio would start a thread to look up "all addresses".
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((self._host, self._port))
        except OSError:
            held.close()
            raise
        self._server = await asyncio.start_server(self._serve, sock=held, limit=plainhttp.LONGEST_HEAD)

    async def stop(self) -> None:
        """Close the listener."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await plainhttp.serve(reader, writer, self._answer)

    def _answer(self, method: str, path: str) -> bytes:
        status, body = "404 Not Found", "404 page not found\n"
        if method not in ("GET", "HEAD"):
            status, body = "405 Method Not Allowed", "Method Not Allowed\n"
        elif path == "/metrics":
            status, body = "200 OK", text(self._families())
        content = body.encode()
        head = [
            f"HTTP/1.1 {status}",
            f"Date: {email.utils.formatdate(usegmt=True)}",
            f"Content-Type: {KIND}",
            f"Content-Length: {len(content)}",
            "Connection: close",
            "\r\n",
        ]
        return "\r\n".join(head).encode() + (b"" if method == "HEAD" else content)
