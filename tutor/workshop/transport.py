"""The first words of a connection to a server of somebody else: TLS comes before anything is said, or nothing is.

A NATS server speaks first, in the clear, and TLS follows; or it waits for TLS, as `handshake_first` has it
(https://docs.nats.io/running-a-nats-service/configuration/securing_nats/tls). The client must be told which of the two
it is, and where a server's first words offer no TLS it goes on without: whoever stands between could take it away.
"""

import asyncio
import json
import ssl
from typing import Any
from urllib.parse import ParseResult

import nats.errors
from nats.aio import transport

FIRST_SECONDS = 1.0
"""A server that has said nothing for so long waits for TLS; it waits two seconds itself if it is told nothing else."""


class NoTLS(nats.errors.Error):
    """The server offers none."""


class Secure(transport.TcpTransport):
    """For clients that take every server for one where TLS comes first; what it said before is read after."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._greeting = b""

    def __bool__(self) -> bool:
        """Always: a client makes a transport of its own in place of one that is not."""
        return True

    async def connect(self, uri: ParseResult, buffer_size: int, connect_timeout: int) -> None:
        """As the client asks."""
        self._greeting = b""
        await super().connect(uri, buffer_size, connect_timeout)

    async def connect_tls(
        self, uri: str | ParseResult, ssl_context: ssl.SSLContext, buffer_size: int, connect_timeout: int
    ) -> None:
        """Let the server speak, if it does, and begin TLS. Raises NoTLS."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                self._greeting = await self._line()
        except TimeoutError:
            pass  # it waits for us
        if self._greeting and not _offers_tls(self._greeting):
            self.close()  # type: ignore[no-untyped-call]
            raise NoTLS("nats: the server offers no TLS")
        await super().connect_tls(uri, ssl_context, buffer_size, connect_timeout)

    async def readline(self) -> bytes:
        """What was said before TLS comes first: it is not said again."""
        said, self._greeting = self._greeting, b""
        return said or await self._line()

    async def _line(self) -> bytes:
        return bytes(await super().readline())  # type: ignore[no-untyped-call]


def _offers_tls(greeting: bytes) -> bool:
    """Whether `INFO {…}` does (https://docs.nats.io/reference/reference-protocols/nats-protocol#info)."""
    word, _, said = greeting.partition(b" ")
    try:
        found: Any = json.loads(said) if word.upper() == b"INFO" else None
    except ValueError:
        return False
    return isinstance(found, dict) and (
        found.get("tls_required") is True or found.get("tls_available") is True
    )
