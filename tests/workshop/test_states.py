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


def test_a_pulse_moves_whom_no_report_has_placed() -> None:
    """And that is told: nothing else of them changes."""
    found = roster.Roster()
    found.fold("ann", telling.message(telling.joined(), 1, 0))
    for step in ("one", "two"):
        found.pulse("ann", reports.Pulse("07", step, 0), ZERO + 1)
        assert found.changed(ZERO + 1) == {"ann"}
        assert found.learners["ann"].at == (("07", step), 0.0)
    found.pulse("ann", reports.Pulse("07", "two", 0), ZERO + 2)
    assert found.changed(ZERO + 2) == frozenset()


def test_who_reported_lately_is_there_until_a_pulse_can_have_been_heard() -> None:
    """A follower that has just begun, or begun anew, has heard no pulse; who left, or is silent for long, is away."""
    found = roster.Roster()
    found.listen(ZERO + 200)
    for who, at, body in (
        ("ann", 100, reports.Entered("07", "one")),
        ("bob", 100, reports.Left()),
        ("eve", -200, reports.Entered("07", "one")),
    ):
        found.fold(who, telling.message(body, 1, at))

    def states(now: float) -> str:
        return " ".join(found.state(who, now) for who in ("ann", "bob", "eve"))

    assert states(ZERO + 201) == "working left offline"
    assert found.changed(ZERO + 201) == {"ann", "bob", "eve"}
    assert found.changed(ZERO + 200 + learner.GRACE_SECONDS) == frozenset()
    assert found.changed(ZERO + 201 + learner.GRACE_SECONDS) == {"ann"}
    assert states(ZERO + 221) == "offline left offline"
    found.listen(ZERO + 250)
    assert states(ZERO + 251) == "working left offline"
    found.pulse("ann", reports.Pulse("07", "one", 0), ZERO + 260)
    assert states(ZERO + 271) == "working left offline"
    assert states(ZERO + 261 + learner.OFFLINE_SECONDS) == "offline left offline"


def test_done_is_who_has_behind_them_what_is_open() -> None:
    """Not who has some steps of lessons that are closed; a lesson that is opened is to be done again."""
    found = roster.Roster()
    found.expect(frozenset({("07", "one"), ("07", "two")}))
    told = [
        telling.joined(total=9),
        reports.Settled("07", "one", "passed"),
        reports.Settled("08", "one", "passed"),
    ]
    for n, body in enumerate(told, 1):
        found.fold("ann", telling.message(body, n))
    assert found.state("ann", ZERO) == "working"
    found.fold("ann", telling.message(reports.Settled("07", "two", "skipped"), 4))
    assert found.state("ann", ZERO) == "done"
    assert found.changed(ZERO) == {"ann"}
    found.expect(frozenset({("07", "one"), ("07", "two"), ("08", "one"), ("08", "two")}))
    assert found.changed(ZERO) == {"ann"}
    assert found.state("ann", ZERO) == "working"


def test_time_that_goes_by_changes_only_whom_it_concerns() -> None:
    """Nobody else is looked at."""
    found = roster.Roster()
    for at, who in enumerate(("ann", "bob", "eve")):
        found.fold(who, telling.message(telling.joined(who), 1, 10.0 * at))
    assert found.changed(ZERO + 20) == {"ann", "bob", "eve"}
    assert found.changed(ZERO + learner.OFFLINE_SECONDS) == frozenset()
    assert found.changed(ZERO + learner.OFFLINE_SECONDS + 5) == {"ann"}
    assert found.changed(ZERO + learner.OFFLINE_SECONDS + 25) == {"bob", "eve"}
