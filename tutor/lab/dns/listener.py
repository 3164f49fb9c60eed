"""Sockets that take DNS queries by UDP and TCP, and hand them to whichever instance runs now."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import cast

from tutor.lab.dns import log

IDLE_SECONDS = 10.0
Serve = Callable[[bytes, tuple[str, int], str, str], Awaitable[bytes | None]]
"""Message, client, "udp" or "tcp", local address -> answer, or None for silence."""

_LOG = log.Log()


class Listener:
    """One address and port; `serve` may be exchanged while queries come in."""

    def __init__(self, host: str, port: int, serve: Serve) -> None:
        self.host, self.port, self.serve = host, port, serve
        self._transports: list[asyncio.DatagramTransport] = []
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """As metrics and messages name it."""
        return f"{self.host}:{self.port}"

    async def start(self) -> None:
        """Bind both protocols; without a host on all addresses. Raises OSError."""
        for family, host in addresses(self.host):
            datagrams = bound(family, socket.SOCK_DGRAM, host, self.port)
            await self._datagrams(datagrams)
            stream = bound(family, socket.SOCK_STREAM, host, self.port)
            self._servers.append(await asyncio.start_server(self._stream, sock=stream))

    async def adopt(self, sockets: list[socket.socket]) -> None:
        """Serve on sockets that somebody else has bound."""
        for each in sockets:
            each.setblocking(False)
            if each.type == socket.SOCK_DGRAM:
                await self._datagrams(each)
            else:
                self._servers.append(await asyncio.start_server(self._stream, sock=each))

    async def stop(self) -> None:
        """Close everything; answers under way are dropped."""
        for transport in self._transports:
            transport.close()
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()

    async def _datagrams(self, bound_socket: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), sock=bound_socket)
        self._transports.append(transport)

    def received(self, transport: asyncio.DatagramTransport, data: bytes, client: tuple[str, int]) -> None:
        """A datagram has come in."""
        self._run(self._answer(transport, data, client))

    async def _answer(
        self, transport: asyncio.DatagramTransport, data: bytes, client: tuple[str, int]
    ) -> None:
        answer = await self.serve(data, client, "udp", self.name)
        if answer is not None and not transport.is_closing():
            transport.sendto(answer, client)

    def _run(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _LOG.error(f"Recovered from panic in server {self.name!r}: {error!r}")

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = writer.get_extra_info("peername")
        try:
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    (length,) = struct.unpack("!H", await reader.readexactly(2))
                    data = await reader.readexactly(length)
                answer = await self.serve(data, client, "tcp", self.name)
                if answer is None:
                    return
                writer.write(struct.pack("!H", len(answer)) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            return  # the client is done, or has gone
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    """Passes datagrams to the listener."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._listener.received(self._transport, data, addr)


def addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """Families and addresses to bind for a host; all of them when it is empty."""
    if host:
        return [(socket.AF_INET6 if ":" in host else socket.AF_INET, host)]
    every = [(socket.AF_INET, "0.0.0.0")]
    return [*every, (socket.AF_INET6, "::")] if socket.has_dualstack_ipv6() else every


def bound(
    family: socket.AddressFamily, kind: socket.SocketKind, host: str, port: int, *, shared: bool = False
) -> socket.socket:
    """A non-blocking socket at an address, which others may listen at too if it is `shared`. Raises OSError."""
    made = socket.socket(family, kind)
    try:
        made.setblocking(False)
        if kind == socket.SOCK_STREAM:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        if kind == socket.SOCK_STREAM:
            made.listen(128)
    except OSError:
        made.close()
        raise
    return made
