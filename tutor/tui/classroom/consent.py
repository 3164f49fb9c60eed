"""Who may see the learner's terminal, and who may type in it. Pure.

Nothing is allowed but what the learner said yes to since the tutor began, and only to the desk that asked: a name says
little, since a console that was started anew may be somebody else's. Typing needs watching first, and a yes of its own;
it ends with watching at the latest.
"""

import dataclasses
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

from tutor.workshop import orders, reports

Kind = Literal["watch", "type"]
LAPSE_SECONDS = 45.0
"""Who watches and was not heard of for so long is gone: three renewals were missed."""


class Question(NamedTuple):
    """What a desk asks for; `by` is what its instructor is called."""

    desk: str
    kind: Kind
    by: str


@dataclasses.dataclass
class Watcher:
    """A desk that sees the terminal."""

    by: str
    heard: float
    """When it last said that it watches."""
    typed: bool = False
    """Whether it may type as well."""


class Consent:
    """What was asked and what is allowed. Methods that change it give what the class is to be told."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.watchers: dict[str, Watcher] = {}
        """By desk, in the order in which they were let in."""
        self._questions: list[Question] = []

    @property
    def asked(self) -> Question | None:
        """The question that waits longest for the learner's answer."""
        return self._questions[0] if self._questions else None

    @property
    def watched(self) -> bool:
        """Whether anybody sees the terminal."""
        return bool(self.watchers)

    @property
    def names(self) -> list[str]:
        """All who see it."""
        return list(dict.fromkeys(one.by for one in self.watchers.values()))

    @property
    def typing(self) -> list[str]:
        """All who may type in it."""
        return list(dict.fromkeys(one.by for one in self.watchers.values() if one.typed))

    def may_type(self, desk: str) -> bool:
        """Whether that desk may."""
        return desk in self.watchers and self.watchers[desk].typed

    def ask(self, order: orders.Ask, desk: str, *, live: bool) -> list[reports.Consented]:
        """Take in a question. One that was stored is not even shown: nobody waits for its answer any more."""
        if not live:
            return []
        if order.kind == "type" and desk not in self.watchers:
            return [reports.Consented("type", "refused", desk)]
        if self.may_type(desk) if order.kind == "type" else desk in self.watchers:
            return [reports.Consented(order.kind, "given", desk)]
        kept = [one for one in self._questions if (one.desk, one.kind) != (desk, order.kind)]
        self._questions = [*kept, Question(desk, order.kind, order.by)]
        return []

    def answer(self, asked: Question, *, given: bool) -> list[reports.Consented]:
        """The learner has decided on that question; on one that was withdrawn meanwhile, nothing is allowed."""
        if asked not in self._questions:
            return []
        self._questions.remove(asked)
        if given and asked.kind == "watch":
            self.watchers[asked.desk] = Watcher(asked.by, self._now())
        elif given:
            self.watchers[asked.desk].typed = True
        return [reports.Consented(asked.kind, "given" if given else "refused", asked.desk)]

    def renew(self, desk: str) -> None:
        """That desk still looks."""
        if desk in self.watchers:
            self.watchers[desk].heard = self._now()

    def lapsed(self) -> list[str]:
        """Desks that look no more, though they have not said so."""
        now = self._now()
        return [desk for desk, one in self.watchers.items() if now - one.heard > LAPSE_SECONDS]

    def end(self) -> list[reports.Consented]:
        """The learner ends it for all."""
        return [told for desk in tuple(self.watchers) for told in self.end_of(desk)]

    def refuse(self) -> list[reports.Consented]:
        """No to every question that is open: who wants nobody to look has answered those as well."""
        return [told for asked in tuple(self._questions) for told in self.answer(asked, given=False)]

    def end_of(self, desk: str, how: reports.Answer = "ended") -> list[reports.Consented]:
        """That desk looks no more: what it was allowed and what it asked for is over, and nobody else's."""
        self._questions = [one for one in self._questions if one.desk != desk]
        if (gone := self.watchers.pop(desk, None)) is None:
            return []
        kinds: list[Kind] = ["type", "watch"] if gone.typed else ["watch"]
        return [reports.Consented(kind, how, desk) for kind in kinds]

    def unask(self) -> None:
        """Nobody waits for an answer any more."""
        self._questions.clear()

    def stopped(self) -> None:
        """The class is gone: what was allowed and what was asked is over."""
        self.watchers.clear()
        self.unask()
