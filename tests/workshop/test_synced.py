"""What the desk answers, as a learner's machine takes it."""

import json
from typing import Any

import pytest

from tutor.workshop import incoming, settling, synced

NOON = 1_767_355_200.0
"""2026-01-02T12:00:00Z."""


def _answer(**more: Any) -> bytes:
    answer: dict[str, Any] = {
        "now": "2026-01-02T12:00:00.000000Z",
        "stored": {},
        "orders": [],
        "steps": [],
        "place": None,
    }
    return json.dumps({**answer, **more}).encode()


@pytest.mark.parametrize(
    ("asked", "answered", "ahead"),
    [
        (NOON, NOON + 1, 0),  # the network's half second
        (NOON - 3600, NOON - 3598, 3599),  # an hour slow
        (NOON + 600, NOON + 600, -600),
        (NOON - 10, NOON + 10, 0),  # it took long, and says nothing
    ],
)
def test_a_clock_that_is_wrong_is_found_out(asked: float, answered: float, ahead: float) -> None:
    """By the middle of the way there and back."""
    assert synced.read(_answer(), "m", asked, answered).known.ahead == pytest.approx(ahead)


def test_what_the_class_has_and_what_was_missed() -> None:
    """Of this machine, and in pages."""
    found = synced.read(
        _answer(
            stored={"m": [7, "2026-01-02T11:00:00Z"], "other": [9, "2026-01-02T11:00:00Z"]},
            orders=[[3, "{}"], [5, "x"]],
            more=True,
            steps=[["l", "s", "passed", 2]],
            place=["l", "s"],
        ),
        "m",
        NOON,
        NOON,
    )
    assert found.last == settling.Last(7, "2026-01-02T11:00:00Z")
    assert (found.orders, found.more) == (((3, b"{}"), (5, b"x")), True)
    assert found.known == incoming.Synced((incoming.Standing("l", "s", "passed", 2),), ("l", "s"))
    nothing = synced.read(_answer(more=True), "m", NOON, NOON)
    assert (nothing.last, nothing.more) == (settling.Last(), False)


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"x",
        b'{"error": "malformed"}',
        _answer(stored=[]),
        _answer(stored={"m": 7}),
        _answer(stored={"m": [7, "yesterday"]}),
        _answer(orders=[[1]]),
        _answer(now="noon"),
        _answer(steps=[["l"]]),
    ],
)
def test_nonsense_is_asked_for_again(data: bytes) -> None:
    """Whoever asked knows these."""
    with pytest.raises((ValueError, TypeError, KeyError)):
        synced.read(data, "m", NOON, NOON)
