"""kube-proxy's HTTP servers: its own health on 10256, and one for each healthCheckNodePort.

Source of the behaviour: pkg/proxy/healthcheck/{proxier_health,service_health}.go. Sockets are made by the caller, in
the node's net namespace.
"""

import asyncio
import email.utils
import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from tutor.base import clock
from tutor.lab.net import netns

PORT = 10256
LONGEST_HEAD = 16 * 1024
IDLE_SECONDS = 5.0
_REASONS = {200: "OK", 503: "Service Unavailable"}

Answer = tuple[int, dict[str, Any], dict[str, str]]
"""Status, JSON body, further headers."""
MakeSocket = Callable[[int], socket.socket]
"""A listening TCP socket at that port of the node."""


def service_answer(namespace: str, name: str, local: int, *, healthy: bool = True) -> Answer:
    """What a healthCheckNodePort says: 200 when this node has endpoints of the service, else 503."""
    status = 200 if local and healthy else 503
    body = {
        "service": {"namespace": namespace, "name": name},
        "localEndpoints": local,
        "serviceProxyHealthy": healthy,
    }
    headers = {"X-Content-Type-Options": "nosniff", "X-Load-Balancing-Endpoint-Weight": str(local)}
    return status, body, headers


def node_sockets(namespace: str) -> MakeSocket:
    """Makes sockets in a node's net namespace, given as a path such as /proc/PID/ns/net."""

    def make(port: int) -> socket.socket:
        made = netns.make_socket(namespace, socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(("0.0.0.0", port))
            made.listen(32)
        except OSError:
            made.close()
            raise
        return made

    return make


class Health:
    """Owns the servers of one node."""

    def __init__(self, make_socket: MakeSocket) -> None:
        self._make_socket = make_socket
        self._services: dict[int, tuple[asyncio.Server, dict[str, Answer]]] = {}
        self._own: asyncio.Server | None = None
        self.updated = ""

    async def start(self) -> None:
        """Listen on 10256. Raises OSError."""
        self._own = await self._listen(PORT, self._own_answer)

    async def stop(self) -> None:
        """Close every listener."""
        if self._own is not None:
            self._own.close()
        for server, _ in self._services.values():
            server.close()
        self._services.clear()

    def synced(self) -> None:
        """The rules have just been brought up to date."""
        self.updated = clock.rfc3339_micro(clock.now())

    async def update(self, wanted: Mapping[int, Answer]) -> None:
        """Serve these ports, with these answers from now on. A port that cannot be bound is left out."""
        for port in [port for port in self._services if port not in wanted]:
            self._services.pop(port)[0].close()
        for port, answer in wanted.items():
            if port in self._services:
                self._services[port][1]["answer"] = answer
                continue
            held = {"answer": answer}
            try:
                server = await self._listen(port, lambda held=held: held["answer"])  # type: ignore[misc]
            except OSError:
                continue
            self._services[port] = (server, held)

    def _own_answer(self) -> Answer:
        now = clock.rfc3339_micro(clock.now())
        body = {"lastUpdated": self.updated, "currentTime": now, "nodeEligible": True}
        return (200 if self.updated else 503), body, {"X-Content-Type-Options": "nosniff"}

    async def _listen(self, port: int, answer: Callable[[], Answer]) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(answer()))
                await writer.drain()
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
                pass  # a client that goes away gets no answer
            finally:
                writer.close()

        return await asyncio.start_server(serve, sock=self._make_socket(port), limit=LONGEST_HEAD)


def _response(answer: Answer) -> bytes:
    status, body, headers = answer
    content = json.dumps(body, separators=(",", ":")).encode()
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Date: {email.utils.formatdate(usegmt=True)}", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content
