"""What the class has of a learner's reports, against what their machine has kept.

Mostly the class is behind: the network was lost, or the server its data. But a home that was restored from a copy, or a
machine put back to a snapshot, goes back in time: it gives numbers out again that the class has other reports under.
"""

from typing import NamedTuple

from tutor.base import clock
from tutor.workshop import keeping, reports, wire


class Last(NamedTuple):
    """The last report that the class has of a machine: its number, and when it was made (RFC 3339); 0 for none."""

    n: int = 0
    at: str = ""


def settle(box: keeping.Outbox, last: Last, ahead: float = 0.0) -> None:
    """Have the outbox send what the class lacks, and nothing else; the class's clock is so many seconds `ahead`.

    Raises EnvironmentLacks where the outbox does not obey.
    """
    if last.n and box.body(last.n) != b"" and _made(box.body(last.n)) != last.at:
        # Until then both went the same way: what is older was told before it was forgotten.
        box.renumber(last.n, clock.parse(last.at).timestamp() - ahead, _as)
    else:
        box.settle(last.n)


def _made(body: bytes | None) -> str:
    try:
        return wire.decode(body or b"", reports.KINDS).envelope.at
    except wire.Malformed:
        return ""


def _as(body: bytes, n: int) -> bytes:
    """The same report under another number."""
    known = wire.decode(body, reports.KINDS)
    envelope = known.envelope
    return wire.encode(known.body, wire.Envelope(n, envelope.at, envelope.source, envelope.id))
