"""What the class has told this learner, and what they told it: the newest of each. Pure."""

import datetime
from collections.abc import Callable
from typing import Literal, NamedTuple

from tutor.base import clock
from tutor.workshop import orders, reports

Hand = Literal["down", "waiting", "taken"]
MESSAGES = 200
"""How many are kept to be read again."""
POLLS = 50
"""How many are kept, so that answers that come late have their question."""


class Message(NamedTuple):
    """Something the instructor said, and when."""

    said: orders.Say
    at: str


class Timed(NamedTuple):
    """What is to be done, and by when."""

    label: str
    until: datetime.datetime


class Board:
    """Fold the class's orders in, oldest first; those that are known from before the tutor began as well."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.read_until = ""
        """RFC 3339: messages up to then were read."""
        self.locked: frozenset[str] = frozenset()
        self.timer: Timed | None = None
        self.ahead = 0.0
        """By how many seconds the class's clock is ahead of this machine's."""
        self.follow: orders.Follow | None = None
        self.left_follow = False
        """The learner goes their own way until the instructor ends the walk."""
        self.poll: orders.Poll | None = None
        """The newest, or an earlier one whose answers came later."""
        self.result: orders.PollShown | None = None
        """How it went, once that is shown."""
        self._polls: dict[str, orders.Poll] = {}
        self._answers: dict[str, str] = {}
        self.hand: Hand = "down"
        self.raised = ""
        """By which name the class knows the report that raised it; "" where that is unknown."""
        self.helper = ""
        """Who has taken the hand."""

    @property
    def unread(self) -> int:
        """How many messages came since the learner read them."""
        return sum(one.at > self.read_until for one in self.messages)

    def read(self) -> str:
        """All were read; the time to remember for it."""
        self.read_until = max([self.read_until, *(one.at for one in self.messages)])
        return self.read_until

    def hear(self, order: orders.Order, at: str) -> None:
        """Take in an order that was given at that time; what asks to watch is not for the board."""
        match order:
            case orders.Say():
                self.messages = [*self.messages, Message(order, at)][-MESSAGES:]
            case orders.Pace(locked):
                self.locked = frozenset(locked)
            case orders.Timer(until, label):
                self.timer = _timed(label, until)
            case orders.Follow(on):
                self.follow = order if on else None
                self.left_follow = self.left_follow and on
            case orders.Poll(identity):
                self._polls[identity] = order
                if len(self._polls) > POLLS:
                    del self._polls[next(iter(self._polls))]
                self.poll, self.result = order, None
            case orders.PollShown(identity) if asked := self._polls.get(identity):
                if (
                    self.poll is asked or not self.open_poll or self.answer
                ):  # none that waits for an answer is lost
                    self.poll, self.result = asked, order
            case orders.Helped():
                self._helped(order)

    def _helped(self, order: orders.Helped) -> None:
        if self.hand == "down" or (order.hand and self.raised and order.hand != self.raised):
            return  # of an earlier time, which is over
        self.hand = "down" if order.state == "resolved" else order.state
        self.helper = order.by if order.state == "taken" else ""

    @property
    def answer(self) -> str:
        """The learner's, to that poll; "" before they gave one."""
        return self._answers.get(self.poll.id, "") if self.poll else ""

    @property
    def open_poll(self) -> orders.Poll | None:
        """A question that can still be answered."""
        return self.poll if self.result is None else None

    def choose(self, option: str) -> list[reports.Answered]:
        """The learner's answer to the open poll; what the class is to be told."""
        asked = self.open_poll
        if asked is None or option not in [one.id for one in asked.options]:
            return []
        self._answers[asked.id] = option
        return [reports.Answered(asked.id, option)]

    def raise_hand(self, text: str) -> reports.Hand:
        """Ask for help."""
        self.hand, self.helper, self.raised = "waiting", "", ""
        return reports.Hand(True, text)

    def lower_hand(self) -> reports.Hand:
        """Need no help any more."""
        self.hand, self.helper = "down", ""
        return reports.Hand(False)

    @property
    def leading(self) -> orders.Follow | None:
        """Where the instructor leads the learner, who has not left them."""
        return None if self.left_follow else self.follow

    def toggle_follow(self) -> bool | None:
        """Leave the instructor, or come back; whether the learner follows now, None where nobody leads."""
        if self.follow is None:
            return None
        self.left_follow = not self.left_follow
        return not self.left_follow

    def seconds_left(self, now: Callable[[], datetime.datetime] = clock.now) -> float | None:
        """Until the timer is over, negative after it; None where there is none."""
        return (self.timer.until - now()).total_seconds() - self.ahead if self.timer else None


def _timed(label: str, until: str) -> Timed | None:
    try:
        found = clock.parse(until) if until else None
    except ValueError:
        return None
    return Timed(label, found) if found and found.tzinfo else None
