"""What a learner's tutor hears of orders: each once, those that the desk has of an earlier time first.

Orders come live, and by the desk's answers for what was missed. One that was missed may come after newer ones that were
not; then the newer ones still count.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from nats.aio.msg import Msg

from tutor.workshop import incoming, orders, wire

LOG = logging.getLogger(__name__)
NEWEST_COUNTS = (orders.Pace, orders.Timer, orders.Follow)
OF_POLLS = (orders.Poll, orders.PollShown)


class Hearing:
    """One learner's. `emit` is told of each order."""

    def __init__(self, emit: Callable[[incoming.Ordered], None]) -> None:
        self.after = 0
        """The number of the newest order that the desk has told of."""
        self._emit = emit
        self._seen: set[str] = set()
        self._early: list[bytes] | None = None

    def hold(self) -> None:
        """A connection begins: what comes live waits until the desk has told of what came before."""
        self._early = []

    async def came(self, message: Msg) -> None:
        """An order came live."""
        if self._early is not None:
            self._early.append(message.data)
        else:
            self._live(message.data)

    def missed(self, found: Sequence[tuple[int, bytes]]) -> None:
        """The desk has these, each with its number, in order."""
        told = list[tuple[wire.Message, bool]]()
        for number, data in found:
            self.after = number
            if message := _read(data):
                told.append((message, self._is_known(message)))
        for message in mended(told):
            self._emit(incoming.Ordered(message, live=False))
        early, self._early = self._early or [], None
        for data in early:
            self._live(data)

    def _live(self, data: bytes) -> None:
        if (message := _read(data)) and not self._is_known(message):
            self._emit(incoming.Ordered(message, live=True))

    def _is_known(self, message: wire.Message) -> bool:
        """From now on it is."""
        known = message.envelope.id in self._seen
        self._seen.add(message.envelope.id)
        return known


def _read(data: bytes) -> wire.Message | None:
    try:
        return wire.decode(data, orders.KINDS)
    except wire.Malformed as error:
        LOG.warning("an order was passed over: %s", error)
        return None


def mended(told: Sequence[tuple[wire.Message, bool]]) -> list[wire.Message]:
    """What is to be told of orders, in their order, of which some are known. Pure.

    None that a known one has made void; and what is known of polls once more behind a poll that comes late, which would
    else be taken for the newest.
    """
    found, polls = list[wire.Message](), False
    for at, (message, known) in enumerate(told):
        if not known and not any(_is_over(message, later) for later, heard in told[at + 1 :] if heard):
            found.append(message)
            polls = polls or isinstance(message.body, OF_POLLS)
        elif known and polls and isinstance(message.body, OF_POLLS):
            found.append(message)
    return found


def _is_over(message: wire.Message, later: wire.Message) -> bool:
    """Whether nothing comes of a message since that later one."""
    body: Any = message.body
    if isinstance(body, NEWEST_COUNTS):
        return type(later.body) is type(body)
    if isinstance(body, orders.Helped):
        return isinstance(later.body, orders.Helped) and later.body.hand == body.hand
    same_desk = later.envelope.source == message.envelope.source
    return isinstance(body, orders.EndWatch) and isinstance(later.body, orders.Ask) and same_desk
