"""What consoles have asked of the class, folded from the stream of orders. Pure.

The server keeps orders in one line, and every console reads the same one: two consoles agree, and one that was
restarted knows what it had asked.
"""

import dataclasses
from typing import Any, NamedTuple

from tutor.base import clock
from tutor.workshop import orders, wire

SAID = 200
"""Messages that are kept, the newest."""


class Said(NamedTuple):
    """A message: to whom (None for all), and when it was stored."""

    to: str | None
    say: orders.Say
    at: float


@dataclasses.dataclass
class Vote:
    """A poll: when it was asked, how it was shown (None before), and its answer as consoles know it ("" for none)."""

    poll: orders.Poll
    at: float
    shown: orders.PollShown | None = None
    answer: str = ""


class Board:
    """The newest of everything; times are when the server stored an order, in seconds since 1970."""

    def __init__(self) -> None:
        self.pace = orders.Pace()
        self.timer = orders.Timer("")
        self.follow = orders.Follow(False)
        self.votes: dict[str, Vote] = {}
        """By the poll's id, oldest first."""
        self.groups: dict[str, tuple[str, ...]] = {}
        self.helped: dict[str, orders.Helped] = {}
        """Learner -> what was last done about a hand of theirs."""
        self.helper: dict[str, str] = {}
        """Learner -> the desk that did it: two instructors may be of one name."""
        self.asked: dict[str, dict[tuple[str, str], orders.Ask]] = {}
        """Learner -> desk and kind of consent -> who asked for it and has not ended looking."""
        self.said: list[Said] = []
        self.malformed = 0
        self._ids: set[str] = set()

    @property
    def due(self) -> float:
        """When the timer ends, 0 for no timer."""
        try:
            return clock.parse(self.timer.until).timestamp() if self.timer.until else 0.0
        except ValueError:
            return 0.0

    def take(self, to: str | None, data: bytes, stored: float) -> bool:
        """Note an order as it came, to a learner or to all; whether it was one, and new."""
        return self._take(data, orders.KINDS, to, stored)

    def take_desk(self, data: bytes, stored: float) -> bool:
        """Note what a console told the others; whether it was something, and new."""
        return self._take(data, orders.DESK_KINDS, None, stored)

    def _take(self, data: bytes, kinds: tuple[type, ...], to: str | None, stored: float) -> bool:
        try:
            message = wire.decode(data, kinds)
        except wire.Malformed:
            self.malformed += 1
            return False
        return self.fold(to, message, stored)

    def fold(self, to: str | None, message: wire.Message, stored: float) -> bool:
        """Note an order; False where it came before. What is said to several comes to each with an id of its own."""
        if message.envelope.id in self._ids:
            return False
        self._ids.add(message.envelope.id)
        body = message.body
        if to is None:
            self._to_all(body, stored)
        else:
            self._to_one(to, body, message.envelope.source)
        if isinstance(body, orders.Say):
            self.said = [*self.said[1 - SAID :], Said(to, body, stored)]
        return True

    def _to_all(self, body: Any, stored: float) -> None:
        match body:
            case orders.Pace():
                self.pace = body
            case orders.Timer():
                self.timer = body
            case orders.Follow():
                self.follow = body
            case orders.Poll():
                self.votes.setdefault(body.id, Vote(body, stored))
            case orders.PollShown() if body.id in self.votes:
                self.votes[body.id].shown = body
            case orders.Solution() if body.poll in self.votes:
                self.votes[body.poll].answer = body.answer
            case orders.Group():
                self.groups.pop(body.name, None)
                if body.learners:
                    self.groups[body.name] = body.learners

    def _to_one(self, to: str, body: Any, desk: str) -> None:
        match body:
            case orders.Helped():
                self.helped[to] = body
                self.helper[to] = desk
            case orders.Ask():
                self.asked.setdefault(to, {})[desk, body.kind] = body
            case orders.EndWatch():
                left = {one: ask for one, ask in self.asked.pop(to, {}).items() if one[0] != desk}
                if left:
                    self.asked[to] = left
