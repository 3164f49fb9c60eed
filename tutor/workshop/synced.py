"""The desk's answer to a learner who is connected again, or asks once more. Pure."""

import json
from typing import Any, NamedTuple

from tutor.base import clock
from tutor.workshop import incoming, settling, subjects

SKEW_SECONDS = 5.0
"""Clocks that agree so well agree: the rest is the network's."""


class Answer(NamedTuple):
    """A page of it: `orders` that were missed, each with its number; `last` of this machine's reports."""

    orders: tuple[tuple[int, bytes], ...]
    more: bool
    """Whether there are further pages."""
    last: settling.Last
    known: incoming.Synced
    current: bool = True
    """Whether the desk had read all that was stored when it was asked."""
    lanes: int = 0
    """On how many ways reports come in, as `intake` has them."""


def read(data: bytes, source: str, asked: float, answered: float) -> Answer:
    """What came to a request that was asked and answered at those moments (Unix time) by the machine `source`.

    Raises ValueError, TypeError and KeyError for what makes no sense.
    """
    found = json.loads(data)
    if not isinstance(found, dict) or not isinstance(found["stored"], dict):
        raise TypeError("no object")
    orders = tuple((int(number), str(text).encode()) for number, text in found["orders"])
    # By how much, half of the way there and back aside (RFC 5905, section 8).
    ahead = clock.parse(found["now"]).timestamp() - (asked + answered) / 2
    known = _known(found, ahead if abs(ahead) > SKEW_SECONDS else 0.0)
    more = bool(found.get("more")) and bool(orders)
    last, current = _last(found["stored"].get(source)), bool(found.get("current", True))
    return Answer(orders, more, last, known, current, _lanes(found.get("lanes", 0)))


def _last(stored: Any) -> settling.Last:
    if stored is None:
        return settling.Last()
    n, at = stored
    if type(n) is not int or not clock.parse(at).tzinfo:
        raise TypeError("stored")
    return settling.Last(n, at)


def _lanes(told: Any) -> int:
    return told if type(told) is int and 0 <= told <= subjects.LANES else 0


def _known(found: dict[str, Any], ahead: float) -> incoming.Synced:
    steps = tuple(incoming.Standing(str(a), str(b), str(c), int(d)) for a, b, c, d in found.get("steps", ()))
    lesson, step = found.get("place") or ("", "")
    return incoming.Synced(steps, (str(lesson), str(step)), ahead)
