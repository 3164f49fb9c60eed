"""How a learner is doing, by what they report and because time goes by."""

import itertools
from typing import Any

from tests.workshop import telling
from tutor.workshop import learner, reports, roster

ZERO = telling.ZERO


class _Ann:
    """A class of one, whose clock is the test's."""

    def __init__(self) -> None:
        self.found = roster.Roster()
        self.now = ZERO
        self._n = itertools.count(1)
        self.tell(telling.joined(total=1))
        self.tell(reports.Entered("07", "one"))

    def tell(self, body: Any) -> None:
        """She reports."""
        self.found.fold("ann", telling.message(body, next(self._n), self.now - ZERO))

    def pulse(self, idle: float = 0.0) -> None:
        """She is there."""
        self.found.pulse("ann", reports.Pulse("07", "one", idle), self.now)

    def state(self) -> learner.State:
        """How she is doing, which has changed and is told once."""
        assert self.found.changed(self.now) == {"ann"}
        assert self.found.changed(self.now) == frozenset()
        return self.found.state("ann", self.now)


def test_states_by_report() -> None:
    """And each change of them is told once."""
    ann = _Ann()
    told: list[tuple[Any, learner.State]] = [
        (telling.graded(telling.wrong("Active")), "failing"),
        (reports.Hand(True, "help"), "asking"),
        (reports.Hand(False), "failing"),
        (reports.Settled("07", "one", "todo"), "working"),
        (telling.graded(telling.right()), "done"),
        (reports.Left(), "left"),
    ]
    assert ann.state() == "working"
    for body, state in told:
        ann.tell(body)
        assert ann.state() == state


def test_states_by_time() -> None:
    """By pulses that come, and that do not."""
    ann = _Ann()
    assert ann.state() == "working"
    for _ in range(13):
        ann.now += 15
        ann.pulse(ann.now - ZERO)
    assert ann.state() == "idle"
    ann.now += learner.OFFLINE_SECONDS + 1
    assert ann.state() == "offline"
    ann.pulse()
    assert ann.state() == "working"
    ann.tell(telling.graded(telling.right()))
    ann.tell(reports.Left())
    assert ann.state() == "left"
    ann.now += learner.GRACE_SECONDS + 1
    ann.pulse()
    assert ann.state() == "done"  # on another machine they are still there
    assert ann.found.counts(ann.now)["done"] == 1
