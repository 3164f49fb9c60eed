"""A learner who comes in the very moment in which an order is given hears of it, however far behind the desk is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.workshop import classroom, pupils
from tutor.base import aio
from tutor.workshop import (
    asking,
    attendee,
    connection,
    desk,
    follower,
    hearing,
    hosting,
    joining,
    orders,
    replay,
    streams,
)

COME = (orders.Follow(True, "01-coredns", "pods"), False)


Hear = Callable[[Client, str, Msg], Awaitable[None]]


class Slow:
    """Keeps a reader from what is delivered to it until it is let go on."""

    def __init__(self, reader: replay.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = asyncio.Event()
        self.came = asyncio.Event()
        self._take = reader._take
        monkeypatch.setattr(reader, "_hear", self._slow(reader._hear))
        reader._missed.set()  # it reads anew, and hears by this

    def _slow(self, hear: Hear) -> Hear:
        async def late(client: Client, inbox: str, message: Msg) -> None:
            self.came.set()
            await self.on.wait()
            await hear(client, inbox, message)

        return late


@pytest.fixture
async def ann(hosted: hosting.Class) -> joining.Membership:
    """A learner who is not there yet."""
    return await pupils.join(hosted)


@pytest.fixture
async def slow(
    hosted: hosting.Class, ann: joining.Membership, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Slow]:
    """The desk has not read of an order that is stored."""
    reader = hosted.registrar._readers[streams.ORDERS]
    found = Slow(reader, monkeypatch)
    async with aio.tasks() as tasks:
        console = follower.Follower(hosted.authority.names)
        tasks.start(hosted.link.run(console.follow, lambda *_: None), name="a console")
        async with asyncio.timeout(20):
            await console.ready()
            await desk.Desk(console, "Kim").follow("01-coredns", "pods")
            await found.came.wait()
        assert not hosted.registrar.sync(ann.learner, 0)["orders"]
        yield found
        found.on.set()


async def test_the_desk_answers_when_it_has_read_what_is_stored(
    slow: Slow, ann: joining.Membership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is online before."""
    monkeypatch.setattr(asking, "BEHIND_SECONDS", 20.0)
    async with pupils.attending(ann, tmp_path / "ann.db") as learner:
        await pupils.until(lambda: learner.one._asking.locked())
        slow.on.set()
        await pupils.until(lambda: learner.one.state == "online")
        assert learner.orders == [COME]


async def test_what_the_desk_did_not_know_in_time_is_asked_for_again(
    slow: Slow, ann: joining.Membership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not let learners wait for ever, and says that it is behind."""
    monkeypatch.setattr(asking, "BEHIND_SECONDS", 0.1)
    monkeypatch.setattr(attendee, "AGAIN_SECONDS", 0.1)
    async with pupils.attending(ann, tmp_path / "ann.db") as learner:
        learner.say(1, 2)
        await pupils.until(lambda: learner.one.state == "online")
        assert learner.orders == []
        assert learner.one.waiting == 2  # what the class has of them is not known
        slow.on.set()
        await pupils.until(lambda: learner.orders == [COME] and not learner.one.waiting)


async def test_a_learner_asks_now_and_then(
    hosted: hosting.Class, ann: joining.Membership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was lost on its way to them comes by that, and is not told twice."""
    monkeypatch.setattr(attendee, "LOOK_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(hearing.Hearing, "came", _deaf)
    async with pupils.attending(ann, tmp_path / "ann.db") as learner, aio.tasks() as tasks:
        console = follower.Follower(hosted.authority.names)
        tasks.start(hosted.link.run(console.follow, lambda *_: None), name="a console")
        await pupils.until(lambda: learner.one.state == "online")
        await console.ready()
        told = desk.Desk(console, "Kim")
        await told.follow("01-coredns", "pods")
        await pupils.until(lambda: learner.orders == [COME])
        await told.say("well done", [ann.learner])
        await pupils.until(lambda: len(learner.orders) == 2)
        assert learner.orders[0] == COME


async def _deaf(_one: object, _message: Msg) -> None:
    """Nothing comes live."""


async def test_who_ask_at_once_cost_few_requests(
    hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is asked once for all who have come meanwhile."""
    asked = list[str]()
    real = streams.last

    async def counted(client: Client, of: object, kind: str) -> int:
        asked.append(kind)
        return await real(client, of, kind)  # type: ignore[arg-type]

    monkeypatch.setattr(streams, "last", counted)
    everyone = [f"l{number}" for number in range(100)]
    clients = [
        await classroom.as_learner(hosted.authority, hosted.link.servers, one).connect()
        for one in everyone[:5]
    ]
    names, host = hosted.authority.names, await hosted.link.connect()
    inboxes = [await one.subscribe(f"_INBOX_{who}.x") for one, who in zip(clients, everyone, strict=False)]
    for one in clients:
        await connection.settle(one)
    for who in everyone:
        await host.publish(names.ask(who), b'{"after": 0}', reply=f"_INBOX_{who}.x")
    await connection.settle(host)
    for inbox in inboxes:
        assert b'"current": true' in (await inbox.next_msg(timeout=10)).data
    last = await host.request(names.ask("instructor"), b'{"after": 1e999}', timeout=10)
    assert last.data == b'{"error": "malformed"}'
    assert len(asked) < 50
    for one in (*clients, host):
        await one.close()


async def test_one_who_asks_and_asks_fills_nothing(hosted: hosting.Class) -> None:
    """And is answered all the same."""
    ann = await classroom.as_learner(hosted.authority, hosted.link.servers, "ann").connect()
    subject = hosted.authority.names.ask("ann")
    for _ in range(5_000):
        await ann.publish(subject, b'{"after": 0}', reply="_INBOX_ann.x")
    await connection.settle(ann)
    async with asyncio.timeout(20):
        while True:  # as a tutor does
            with contextlib.suppress(TimeoutError):
                assert (await ann.request(subject, b'{"after": 0}', timeout=1)).data
                break
    await ann.close()
