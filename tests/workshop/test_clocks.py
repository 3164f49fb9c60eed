"""By whose clock reports are dated: a learner's is believed between the class's beginning and the storing."""

import datetime

from tests.workshop import telling
from tutor.base import clock
from tutor.workshop import clocks, reports, roster, wire

ZERO = telling.ZERO
ANN, BOB = ("ann", "laptop"), ("bob", "laptop")


def test_a_class_whose_server_lost_its_data_keeps_its_hours() -> None:
    """All is told once more, and nothing was written at the moment of that; but not before the class was founded."""
    found = clocks.Clocks(1_000.0)
    assert [found.right(ANN, at, 9_000 + at / 1e6) for at in (1_600, 2_200, 3_600)] == [1_600, 2_200, 3_600]
    assert found.right(("eve", "m"), 5, 9_001) == 9_001


def test_a_clock_that_is_right_is_believed() -> None:
    """Also where a report waited for the network."""
    found = clocks.Clocks()
    assert found.right(ANN, 100, 100) == 100
    assert found.right(ANN, 160, 900) == 160


def test_a_clock_that_is_ahead_is_held_back() -> None:
    """No report was written after it was stored."""
    assert clocks.Clocks().right(ANN, 9_000, 100) == 100 + clocks.AHEAD_SECONDS


def test_a_clock_before_the_class_is_put_right() -> None:
    """And what lies between its reports stays what it was, whether they were stored at once or waited."""
    found = clocks.Clocks()
    found.right(BOB, 1_000, 1_000)
    assert [found.right(ANN, at, stored) for at, stored in ((7, 1_100), (67, 1_160), (97, 4_000))] == [
        1_100,
        1_160,
        1_190,
    ]
    assert found.right(BOB, 1_200, 1_200) == 1_200


def test_a_made_up_time_does_not_outlive_its_report() -> None:
    """What follows it by the right clock is held back by when it was stored."""
    found = clocks.Clocks()
    found.right(BOB, 1_000, 1_000)
    found.right(ANN, 7, 1_100)
    assert found.right(ANN, 1_200, 1_200) == 1_200 + clocks.AHEAD_SECONDS


def test_no_report_is_older_than_its_class() -> None:
    """One that says the year 2000 leaves the class where it began."""
    found = roster.Roster()
    found.take("bob", telling.written(telling.joined("Bob"), 1), ZERO)
    long_ago = clock.rfc3339_micro(datetime.datetime(2000, 1, 2, tzinfo=datetime.UTC))
    old = wire.encode(reports.Entered("07", "one"), wire.Envelope(1, long_ago, "laptop"))
    assert found.take("ann", old, ZERO + 60)
    assert found.started == ZERO
    assert [stay.begin for one in found for stay in one.stays()] == [ZERO, ZERO + 60]
