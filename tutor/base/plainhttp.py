"""One HTTP request a connection, for what answers only a few GETs: a web framework would outweigh it."""

import asyncio
from collections.abc import Callable

IDLE_SECONDS = 5.0
LONGEST_HEAD = 16 * 1024
"""Octets: the limit of the streams that `serve` reads."""

Respond = Callable[[str, str], bytes]
"""From method and path, without its query, to the whole response."""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond) -> None:
    """Answer what a connection asks, and close it. Whoever does not end a request in time gets no answer."""
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        method, path, *_ = *head.decode("latin-1").split(" "), "", ""
        writer.write(respond(method, path.partition("?")[0]))
        await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
        return
    finally:
        writer.close()
