"""The resolver behind the lab's hosts: the machine's own when it answers, else a small built-in zone."""

import asyncio
import itertools
import random
import socket
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.rdatatype

from tutor.lab.dns import builtin, convert, listener, query, resolvconf, wire

DNS_PORT = 53
PATIENCE_SECONDS = 1.5
PROBE_SECONDS = 1.0
PROBE_PAUSE_SECONDS = 20.0
PROBE_NAME = "example.com."


class Machine(asyncio.DatagramProtocol):
    """The machine's own resolvers, asked through one UDP socket that lies in the machine's net namespace."""

    def __init__(self, servers: Sequence[str], port: int = DNS_PORT) -> None:
        self.answers = False
        self._port = port
        self._known = frozenset(servers)
        self._servers = itertools.cycle(servers)
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, outside: socket.socket) -> None:
        """Begin to use the socket, which this object closes in the end."""
        outside.setblocking(False)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=outside)

    def close(self) -> None:
        """Let go of the socket."""
        if self._transport is not None:
            self._transport.close()

    async def ask(
        self, message: dns.message.Message, seconds: float = PATIENCE_SECONDS
    ) -> dns.message.Message | None:
        """The answer of the next resolver, whatever its response code; None when it gives none in time."""
        assert self._transport is not None
        ident = random.getrandbits(16)
        wanted: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[ident] = wanted
        try:
            data = message.to_wire()
            self._transport.sendto(ident.to_bytes(2, "big") + data[2:], (next(self._servers), self._port))
            async with asyncio.timeout(seconds):
                found = dns.message.from_wire(await wanted, ignore_trailing=True)
            return found if found.question == message.question else None
        except (TimeoutError, OSError, dns.exception.DNSException):
            return None
        finally:
            self._waiting.pop(ident, None)

    async def watch(self) -> None:
        """Find out now and then whether the machine has a resolver that knows the Internet."""
        while True:
            if not self.answers:
                probe = dns.message.make_query(PROBE_NAME, dns.rdatatype.A)
                found = await self.ask(probe, PROBE_SECONDS)
                self.answers = found is not None and bool(found.answer)
            await asyncio.sleep(PROBE_PAUSE_SECONDS)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Only those that were asked are believed (RFC 5452, section 9)."""
        if addr[0] not in self._known or addr[1] != self._port:
            return
        wanted = self._waiting.get(int.from_bytes(data[:2], "big"))
        if wanted is not None and not wanted.done():
            wanted.set_result(data)


async def serve(
    sockets: Sequence[socket.socket], resolv_conf: str = "", outside: socket.socket | None = None
) -> None:
    """Answer on bound UDP and listening TCP sockets until cancelled; the sockets are closed then.

    `resolv_conf` is the text of the machine's own file and `outside` an unbound UDP socket made in the machine's own
    net namespace, before the lab's were entered. Without either only the built-in zone answers.
    """
    servers = [server for server in resolvconf.parse(resolv_conf).servers if ":" not in server]
    machine = Machine(servers) if servers and outside is not None else None
    front = listener.Listener("", DNS_PORT, _Front(machine).serve)
    watch: asyncio.Task[None] | None = None
    try:
        if machine is not None and outside is not None:
            await machine.open(outside)
            watch = asyncio.create_task(machine.watch(), name="upstream watch")
        await front.adopt(list(sockets))
        await asyncio.Event().wait()
    finally:
        await front.stop()
        if watch is not None:
            watch.cancel()
        if machine is not None:
            machine.close()


class _Front:
    """Answers clients."""

    def __init__(self, machine: Machine | None) -> None:
        self._machine = machine

    async def serve(self, data: bytes, client: tuple[str, int], protocol: str, local: str) -> bytes | None:
        try:
            message = query.parse(data)
        except dns.exception.DNSException:
            return None
        if message.flags & dns.flags.QR or len(message.question) != 1:
            return None
        asked = query.Query(message, client[:2], protocol, len(data), local=local)
        found = None
        if self._machine is not None and self._machine.answers:
            found = await self._machine.ask(message)
            self._machine.answers = found is not None
        return wire.render(found or _own(asked), asked)


def _own(asked: query.Query) -> dns.message.Message:
    reply = asked.reply(authoritative=False)
    reply.flags |= dns.flags.RA
    convert.fill(reply, builtin.answer(asked.qname, asked.type))
    return reply
