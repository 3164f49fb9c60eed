"""One question to a redis server, over a socket that someone else makes.

Protocol: RESP2 (redis.io/docs/latest/develop/reference/protocol-spec).
"""

import socket
from collections.abc import Callable, Mapping
from typing import BinaryIO

SECONDS = 4.0
PORT = 6379
MOST = 1 << 20
"""Bytes of an answer that are read at most."""

Opener = Callable[[int, int], socket.socket]
"""Family and type to a new socket, in the network where the question is to be asked."""


class Refused(OSError):  # noqa: N818 - reads as what it says
    """Redis answered with an error, or with something that no text is made of."""


def ask(opener: Opener, address: str, *words: str) -> str | None:
    """The server's answer to one command as text, None for nil. Raises OSError, Refused."""
    with opener(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.settimeout(SECONDS)
        stream.connect((address, PORT))
        stream.sendall(request(words))
        with stream.makefile("rb") as reader:
            return reply(reader)


def request(words: tuple[str, ...]) -> bytes:
    """A command as redis reads it: an array of bulk strings."""
    parts = [word.encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def reply(reader: BinaryIO) -> str | None:
    """One answer: a simple string, a number or a bulk string. Raises Refused for anything else."""
    first = reader.readline(MOST).rstrip(b"\r\n")
    kind, rest = first[:1], first[1:]
    if kind == b"$" and rest.lstrip(b"-").isdigit():
        size = int(rest)
        return None if size < 0 else reader.read(min(size, MOST)).decode("utf-8", "replace")
    if kind in (b"+", b":"):
        return rest.decode("utf-8", "replace")
    raise Refused(rest.decode("utf-8", "replace") or "redis closed the connection")


def fields(info: str) -> Mapping[str, str]:
    """The `name:value` lines of INFO."""
    pairs = (line.partition(":") for line in info.splitlines() if not line.startswith("#"))
    return {name: value.strip() for name, colon, value in pairs if colon}
