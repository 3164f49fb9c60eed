"""Proves that a message is of one who knows the secret key, and is new. Pure.

A sealed message is: mark (4 bytes), HMAC-SHA256 of all that follows (32), time of sending in ms (8), the sender's
session (8), its count within the session (8), the message. A session is a number that grows with each start of the
sender. Who records a message can play it back neither to one who has heard it or a later session of the same sender,
nor to anybody at all after the time that clocks may differ.
"""

import dataclasses
import hashlib
import hmac
import struct
from collections.abc import Callable

MARK = b"k8m\x01"
TOLERANCE_MS = 30_000
"""How far the clocks of two nodes may differ."""
WINDOW = 256
"""UDP may deliver out of order: so many counts behind the newest are still taken, each once."""

_HEAD = struct.Struct("!QQQ")
_MAC_BYTES = 32


class Refused(Exception):  # noqa: N818 - reads as what it says
    """The datagram is not to be trusted; the message says why."""


@dataclasses.dataclass(frozen=True)
class Opened:
    """A message with its proof; `session` and `count` are for Replays."""

    body: bytes
    session: int
    count: int


class Seal:
    """Seals what one sender says. `now` gives the time in ms since the epoch."""

    def __init__(self, secret: str, session: int, now: Callable[[], int]) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()
        self._session, self._count, self._now = session, 0, now

    def close(self, body: bytes) -> bytes:
        """The datagram for a message."""
        self._count += 1
        rest = _HEAD.pack(self._now(), self._session, self._count) + body
        return MARK + self._mac(rest) + rest

    def open(self, datagram: bytes) -> Opened:
        """The message of a datagram. Raises Refused."""
        start = len(MARK) + _MAC_BYTES
        if len(datagram) < start + _HEAD.size or not datagram.startswith(MARK):
            raise Refused("it is no sealed message")
        rest = datagram[start:]
        if not hmac.compare_digest(datagram[len(MARK) : start], self._mac(rest)):
            raise Refused("it was sealed with another key")
        sent, session, count = _HEAD.unpack_from(rest)
        if abs(self._now() - sent) > TOLERANCE_MS:
            raise Refused("it is old")
        return Opened(rest[_HEAD.size :], session, count)

    def _mac(self, rest: bytes) -> bytes:
        return hmac.digest(self._key, MARK + rest, "sha256")


class Replays:
    """Remembers for each sender what has been heard."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[int, int, int]] = {}

    def check(self, sender: str, session: int, count: int) -> None:
        """Take note of a message. Raises Refused for one that was heard before or is of a former session."""
        known, newest, seen = self._heard.get(sender, (0, 0, 0))
        if session < known:
            raise Refused("it is of a former session")
        if session > known:
            newest, seen = 0, 0
        behind = newest - count
        if behind >= WINDOW or (behind >= 0 and seen >> behind & 1):
            raise Refused("it was heard before")
        if behind < 0:
            seen, newest, behind = (seen << -behind if -behind < WINDOW else 0), count, 0
        self._heard[sender] = (session, newest, (seen | 1 << behind) & ((1 << WINDOW) - 1))
