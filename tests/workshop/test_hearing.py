"""Orders reach a learner's tutor once, and what comes late changes nothing that newer ones have said."""

import functools
from collections.abc import Sequence

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.workshop import hearing, incoming, orders, wire

OPEN, LOCKED = orders.Pace(), orders.Pace(("02",))
POLL, OTHER = orders.Poll("p", "?", ()), orders.Poll("q", "?", ())
SHOWN = orders.PollShown("p", ())
TAKEN, BACK = orders.Helped("taken", "Kim", "m-1"), orders.Helped("waiting", "Kim", "m-1")
ASK, END = orders.Ask("watch", "Kim"), orders.EndWatch()
SAY = orders.Say("hello", "Kim")


def _order(n: int, body: orders.Order, source: str = "desk") -> bytes:
    return wire.encode(body, wire.Envelope(n, "", source, f"{source}-{n}"))


async def _told(known: Sequence[orders.Order], all_of_them: Sequence[orders.Order]) -> list[object]:
    """What is told at last of an answer of which some came live before."""
    told = list[incoming.Ordered]()
    one = hearing.Hearing(told.append)
    written = [(n, body, _order(n, body)) for n, body in enumerate(all_of_them, start=1)]
    for _, body, data in written:
        if body in known:
            await one.came(Msg(Client(), data=data))
    live = len(told)
    assert live == len(known)
    one.missed([(n, data) for n, _, data in written])
    assert one.after == len(all_of_them)
    one.missed([(n, data) for n, _, data in written])
    assert not any(found.live for found in told[live:])
    return [found.message.body for found in told[live:]]


@pytest.mark.parametrize(
    ("known", "stored", "told"),
    [
        ([], [SAY, OPEN, LOCKED], [SAY, OPEN, LOCKED]),
        ([SAY], [SAY], []),
        ([LOCKED], [OPEN, LOCKED], []),
        ([OPEN], [OPEN, LOCKED], [LOCKED]),
        ([LOCKED], [SAY, LOCKED], [SAY]),
        ([OTHER], [POLL, OTHER], [POLL, OTHER]),
        ([SHOWN], [POLL, SHOWN], [POLL, SHOWN]),
        ([POLL], [POLL, SHOWN], [SHOWN]),
        ([BACK], [TAKEN, BACK], []),
        ([BACK], [orders.Helped("resolved", "Kim", "m-0"), BACK], [orders.Helped("resolved", "Kim", "m-0")]),
        ([ASK], [END, ASK], []),
        ([ASK], [ASK, END], [END]),
    ],
)
async def test_what_comes_late(
    known: Sequence[orders.Order], stored: Sequence[orders.Order], told: Sequence[orders.Order]
) -> None:
    """Each once, and in the end everything is as if it had come in its time."""
    assert await _told(known, stored) == told


async def test_what_comes_live_meanwhile_is_told_after_what_came_before() -> None:
    """A connection begins by asking."""
    told = list[incoming.Ordered]()
    one = hearing.Hearing(told.append)
    one.hold()
    live = functools.partial(Msg, Client())
    await one.came(live(data=_order(2, LOCKED)))
    await one.came(live(data=b"no order"))
    await one.came(live(data=_order(3, SAY)))
    one.missed([(1, _order(1, OPEN)), (2, _order(2, LOCKED))])
    assert [(found.message.body, found.live) for found in told] == [
        (OPEN, False),
        (LOCKED, False),
        (SAY, True),
    ]
