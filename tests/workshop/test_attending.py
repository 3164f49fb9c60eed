"""What a learner's tutor hears in a real class: each order once, and keys only while they are wanted."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from nats.aio.client import Client

from tests.workshop import classroom, pupils
from tutor.base import clock
from tutor.workshop import connection, founding, hosting, incoming, orders, wire

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def options() -> founding.Options:
    """A class on loopback, at the same port whenever it is opened."""
    return classroom.options()


async def test_orders_come_once_each_live_or_later(options: founding.Options, tmp_path: Path) -> None:
    """Those that were given before are told apart from what is said now, and come first."""
    async with hosting.opened(options) as hosted:
        ann, names = await pupils.join(hosted), hosted.authority.names
        client = await hosted.link.connect()

        async def give(order: orders.Order, subject: str, number: int) -> None:
            envelope = wire.Envelope(number, clock.rfc3339_micro(clock.now()), "console", f"o{number}")
            await client.jetstream().publish(subject, wire.encode(order, envelope))

        await give(orders.Say("before", "Kim"), names.to_all, 1)
        await give(orders.Say("for another", "Kim"), names.to("nobody"), 2)
        async with pupils.attending(ann, tmp_path / "ann.outbox") as learner:
            await pupils.until(lambda: learner.one.state == "online")
            await give(orders.Pace(("02-services",)), names.to(ann.learner), 3)
            await give(orders.Pace(("02-services",)), names.to(ann.learner), 3)
            await pupils.until(lambda: len(learner.orders) >= 2)
            os.kill(hosted.pid, signal.SIGKILL)
            await pupils.until(lambda: learner.one.state == "offline")
            await pupils.until(lambda: learner.one.state == "online")
            await client.close()
            client = await hosted.link.connect()
            await give(orders.EndWatch(), names.to(ann.learner), 4)
            await pupils.until(lambda: len(learner.orders) >= 3)
        assert learner.orders == [
            (orders.Say("before", "Kim"), False),
            (orders.Pace(("02-services",)), True),
            (orders.EndWatch(), True),
        ]
        await client.close()


async def test_what_is_not_an_order_is_passed_over(options: founding.Options, tmp_path: Path) -> None:
    """And what comes after it is heard."""
    async with hosting.opened(options) as hosted:
        ann = await pupils.join(hosted)
        client = await hosted.link.connect()
        subject = ann.names.to(ann.learner)
        async with pupils.attending(ann, tmp_path / "ann.outbox") as learner:
            await pupils.until(lambda: learner.one.state == "online")
            for data in (b"no json", b'{"v": 9}', b'{"v":1,"kind":"ran","body":{}}'):
                await client.publish(subject, data)
            await client.publish(subject, wire.encode(orders.EndWatch(), wire.Envelope(1, "", "c", "x")))
            await pupils.until(lambda: bool(learner.orders))
        await client.close()
    assert learner.orders == [(orders.EndWatch(), True)]


async def test_keys_are_heard_only_while_they_are_wanted(options: founding.Options, tmp_path: Path) -> None:
    """The subscription itself comes and goes; by whom they were pressed is told."""
    async with hosting.opened(options) as hosted:
        ann = await pupils.join(hosted)
        client = await hosted.link.connect()
        async with pupils.attending(ann, tmp_path / "ann.outbox") as learner:
            await pupils.until(lambda: learner.one.state == "online")

            async def press(text: str) -> None:
                data = wire.encode(orders.Keys("k8s-m", text), wire.Envelope(1, "", "c", text))
                await client.publish(ann.names.keys(ann.learner), data)
                await connection.settle(client)

            def typed() -> list[str]:
                return [event.keys.text for event in learner.events if isinstance(event, incoming.Typed)]

            watching = wire.encode(orders.Watching(), wire.Envelope(1, "", "c", "w"))

            await press("a")
            learner.one.hear_watchers(wanted=True)
            async with asyncio.timeout(20):
                while not typed():
                    await press("b")
                    await asyncio.sleep(0.02)
            await client.publish(ann.names.keys(ann.learner), watching)
            await pupils.until(lambda: incoming.Watching("c") in learner.events)
            learner.one.hear_watchers(wanted=False)
            before = len(typed())
            await press("c")
            await give_time(client, learner)
        await client.close()
    assert set(typed()) == {"b"}
    assert {one.desk for one in learner.events if isinstance(one, incoming.Typed)} == {"c"}
    assert len(typed()) == before


async def give_time(client: Client, learner: pupils.Learner) -> None:
    """An order that comes after what was pressed: by then that would have come as well."""
    await client.publish(
        learner.one._names.to_all, wire.encode(orders.EndWatch(), wire.Envelope(1, "", "c", "end"))
    )
    await pupils.until(lambda: (orders.EndWatch(), True) in learner.orders)
