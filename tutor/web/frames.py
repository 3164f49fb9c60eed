"""The packets between a visitor's program and the server, as Textual's web driver has them
(textual/drivers/web_driver.py): a letter, four octets of length, big-endian, and the payload.
"""

import asyncio
import json
import struct
from collections.abc import Mapping

READY = b"__GANGLION__\n"
"""The line after which a program speaks in packets; what it prints before is its own affair."""

DATA, META = b"D", b"M"
MOST_OCTETS = 16 * 1024 * 1024
"""No picture is larger; whoever announces more speaks something else."""

_HEAD = struct.Struct(">cI")


class BrokenError(Exception):
    """What came is no packet."""


def data(text: str) -> bytes:
    """A packet of keys, as a terminal sends them."""
    return _packet(DATA, text.encode(errors="replace"))


def meta(kind: str, values: Mapping[str, int] | None = None) -> bytes:
    """A packet about the terminal."""
    return _packet(META, json.dumps({"type": kind, **(values or {})}).encode())


def _packet(kind: bytes, payload: bytes) -> bytes:
    return _HEAD.pack(kind, len(payload)) + payload


async def read(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The next packet's kind and payload. Raises IncompleteReadError at the end, BrokenError at anything else."""
    kind, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    if length > MOST_OCTETS:
        raise BrokenError(f"{length} octets in one packet of kind {kind!r}")
    return kind, await stream.readexactly(length)


async def ready(stream: asyncio.StreamReader) -> bool:
    """Read until packets begin; False where the stream ends before. Raises BrokenError."""
    try:
        while line := await stream.readline():
            if line == READY:
                return True
    except ValueError as error:  # StreamReader.readline: no end of line within its limit
        raise BrokenError(str(error)) from error
    return False
