"""What consoles have asked is known from their orders alone."""

import itertools
from typing import Any

import hypothesis
from hypothesis import strategies as st

from tests.workshop import telling
from tutor.workshop import board, orders, wire

POLL = orders.Poll("p", "Which?", (orders.Option("a", "A"),))


def folded(*told: tuple[str | None, Any]) -> board.Board:
    """A board of these orders, in this order."""
    found = board.Board()
    for n, (to, body) in enumerate(told):
        message = wire.Message(wire.Envelope(n, "2026-01-02T03:04:05Z", "desk", f"id{n}"), body)
        assert found.fold(to, message, float(n))
        assert not found.fold(to, message, float(n))
    return found


def test_the_newest_counts() -> None:
    """Of pace, timer, follow-me, hands and groups."""
    found = folded(
        (None, orders.Pace(("07",))),
        (None, orders.Pace(())),
        (None, orders.Timer("2026-01-02T04:00:00Z", "lunch")),
        (None, orders.Follow(True, "07", "one")),
        (None, orders.Follow(False)),
        ("ann", orders.Helped("taken", "Kim")),
        ("ann", orders.Helped("resolved", "Kim")),
        (None, orders.Group("left", ("ann",))),
        (None, orders.Group("right", ("bob",))),
        (None, orders.Group("left", ())),
    )
    assert found.pace.locked == ()
    assert found.due == 1767326400.0
    assert not found.follow.on
    assert found.helped["ann"].state == "resolved"
    assert found.groups == {"right": ("bob",)}


def test_a_poll_from_asking_to_showing() -> None:
    """One that nobody asked can't be shown."""
    shown = orders.PollShown("p", (("a", 3),), "a")
    found = folded((None, shown), (None, POLL), (None, orders.Solution("p", "a")), (None, POLL))
    assert found.votes["p"].shown is None
    assert (found.votes["p"].answer, found.votes["p"].at) == ("a", 1.0)
    assert folded((None, POLL), (None, shown)).votes["p"].shown == shown


def test_watching_ends_by_either_side() -> None:
    """Both kinds of consent with it, and nobody else's."""
    asked = (("ann", orders.Ask("watch", "Kim")), ("ann", orders.Ask("type", "Kim")))
    found = folded(*asked)
    assert set(found.asked["ann"]) == {("desk", "watch"), ("desk", "type")}
    for n, desk in enumerate(("other", "desk")):
        found.fold("ann", wire.Message(wire.Envelope(n, "", desk, f"end{n}"), orders.EndWatch()), 9.0)
        assert ("ann" in found.asked) == (desk == "other")


def test_what_was_said_is_kept_in_part() -> None:
    """The newest; a board does not grow for ever."""
    found = folded(*((None, orders.Say(str(n), "Kim")) for n in range(board.SAID + 5)))
    assert [one.say.text for one in found.said] == [str(n) for n in range(5, board.SAID + 5)]


def test_a_timer_of_no_time_is_none() -> None:
    """What is foreign raises nothing."""
    assert folded((None, orders.Timer("soon"))).due == 0.0


BODIES = st.sampled_from(
    [orders.Pace(("07",)), POLL, orders.Solution("p", "a"), orders.Group("g", ("ann",)), orders.EndWatch()]
)


@hypothesis.given(
    st.lists(st.tuples(st.sampled_from([None, "ann"]), BODIES), max_size=12), st.integers(0, 12)
)
def test_a_console_that_reads_again_knows_the_same(told: list[tuple[str | None, Any]], again: int) -> None:
    """From wherever it begins anew."""
    once, twice = board.Board(), board.Board()
    numbered = [
        (to, wire.Message(wire.Envelope(n, "2026-01-02T03:04:05Z", "desk", f"id{n}"), body))
        for n, (to, body) in enumerate(told)
    ]
    for to, message in numbered:
        once.fold(to, message, 1.0)
    for to, message in itertools.chain(numbered[:again], numbered):
        twice.fold(to, message, 1.0)
    assert vars(once) == vars(twice)


def test_rubbish_is_counted() -> None:
    """And reports are no orders."""
    found = board.Board()
    assert not found.take(None, b"rubbish", 0.0)
    assert not found.take("ann", telling.written(telling.joined(), 1), 0.0)
    assert not found.take_desk(wire.encode(POLL, wire.Envelope(1, "", "d", "x")), 0.0)
    assert found.malformed == 3
