"""A router in a few lines, for a session to speak with on the loopback."""

import asyncio
import contextlib
import ipaddress
import json
from collections.abc import AsyncIterator
from typing import Any

from tutor.lab.metallb import log, model
from tutor.lab.metallb.bgp import messages, opens

SECONDS = 20.0
ASN = 64513


class Caller:
    """One connection that a speaker made."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def read(self) -> messages.Message:
        """The next message. Raises EOFError at the end."""
        header = await self.reader.readexactly(messages.HEADER_LENGTH)
        return messages.decode(header + await self.reader.readexactly(messages.wanted(header)))

    async def read_other(self) -> messages.Message:
        """The next message that is no keepalive."""
        while True:
            message = await self.read()
            if not isinstance(message, messages.Keepalive):
                return message

    def write(self, *these: messages.Message) -> None:
        """Send."""
        self.writer.write(b"".join(messages.encode(one) for one in these))

    async def establish(self, hold_time: int = 90) -> opens.Open:
        """Take the speaker's OPEN and come to terms."""
        got = await self.read()
        assert isinstance(got, opens.Open)
        self.write(opens.speaker(ASN, hold_time, ipaddress.IPv4Address("192.0.2.1")), messages.Keepalive())
        assert await self.read() == messages.Keepalive()
        return got


class Router:
    """Hands out the connections in the order in which they come."""

    def __init__(self) -> None:
        self.port = 0
        self._callers: asyncio.Queue[Caller] = asyncio.Queue()
        self._writers: list[asyncio.StreamWriter] = []

    async def accept(self) -> Caller:
        """The next connection."""
        return await self._callers.get()

    async def took(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A speaker has connected."""
        self._writers.append(writer)
        self._callers.put_nowait(Caller(reader, writer))

    async def close(self) -> None:
        """End all connections."""
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def config(self, **more: Any) -> model.Peer:
        """The router as a speaker's configuration has it."""
        words = {"name": "router", "my_asn": 64512, "peer_asn": ASN, "port": self.port, **more}
        return model.Peer(address=ipaddress.ip_address("127.0.0.1"), **words)


@contextlib.asynccontextmanager
async def router() -> AsyncIterator[Router]:
    """A router that listens on a port of its own."""
    made = Router()
    server = await asyncio.start_server(made.took, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with asyncio.timeout(SECONDS):
        try:
            yield made
        finally:
            server.close()
            await made.close()


class Kept(log.Log):
    """A log that is read back."""

    def __init__(self, lines: list[dict[str, Any]], **always: Any) -> None:
        super().__init__(**always)
        self.lines = lines
        self._fields = always

    def having(self, **more: Any) -> "Kept":
        """Another view of the same lines."""
        return Kept(self.lines, **{**self._fields, **more})

    def _write(self, level: str, fields: dict[str, Any]) -> None:
        self.lines.append(json.loads(json.dumps({"level": level, **self._fields, **fields}, default=str)))

    def events(self) -> list[str]:
        """What happened, in order: the lines' events, or their operations."""
        return [line.get("event") or line.get("op", "") for line in self.lines]

    def line(self, event: str) -> dict[str, Any]:
        """The first line of an event or an operation."""
        return next(line for line in self.lines if event in (line.get("event"), line.get("op")))
