"""Whether the instructor may see the learner's terminal, and type in it. Pure.

Nothing is allowed but what the learner said yes to since the tutor began. Typing needs watching first, and a yes of its
own; it ends with watching at the latest.
"""

from typing import Literal

from tutor.workshop import orders, reports

Kind = Literal["watch", "type"]


class Consent:
    """What was asked and what is allowed. Methods that change it give what the class is to be told."""

    def __init__(self) -> None:
        self.asked: orders.Ask | None = None
        """A question that waits for the learner's answer."""
        self.by = ""
        """Who watches."""
        self.watched = False
        self.typed = False

    def ask(self, order: orders.Ask, *, live: bool) -> list[reports.Consented]:
        """Take in a question. One that was stored is not even shown: nobody waits for its answer any more."""
        if not live:
            return []
        if order.kind == "type" and not self.watched:
            return [reports.Consented("type", False)]
        if getattr(self, "watched" if order.kind == "watch" else "typed"):
            self.by = order.by
            return [reports.Consented(order.kind, True)]
        self.asked = order
        return []

    def answer(self, asked: orders.Ask, *, given: bool) -> list[reports.Consented]:
        """The learner has decided on that question; on one that was withdrawn meanwhile, nothing is allowed."""
        if self.asked != asked:
            return []
        self.asked = None
        if given:
            self.by = asked.by
            self.watched = True
            self.typed = self.typed or asked.kind == "type"
        return [reports.Consented(asked.kind, given)]

    def end(self) -> list[reports.Consented]:
        """The learner ends it, or closes the tutor."""
        kinds: list[Kind] = ["type"] if self.typed else []
        kinds += ["watch"] if self.watched else []
        self.stopped()
        return [reports.Consented(kind, False) for kind in kinds]

    def stopped(self) -> None:
        """The instructor looks no more: what was allowed and what was asked is over."""
        self.asked, self.by, self.watched, self.typed = None, "", False, False
