"""A console follows a class on a real server: what was stored, what comes, and what was missed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.workshop import classroom, telling
from tutor.base import aio, clock, errors
from tutor.workshop import connection, desk, follower, learner, orders, reports, wire

PATIENCE = 20.0


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[classroom.Room]:
    """A class with its streams."""
    async with classroom.room(tmp_path / "server") as found:
        host = await found.instructor().connect()
        for kind in ("event", "order"):
            await host.jetstream().add_stream(
                name=found.names.stream(kind), subjects=list(found.names.kept(kind))
            )
        await host.close()
        yield found


@contextlib.asynccontextmanager
async def following(room: classroom.Room) -> AsyncIterator[follower.Follower]:
    """A console that has read all there is."""
    found = follower.Follower(room.names)
    async with aio.tasks() as tasks:
        tasks.start(room.instructor().run(found.follow, lambda _state, _why: None), name="following")
        async with asyncio.timeout(PATIENCE):
            await found.ready()
        yield found


async def until(true: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


async def tell(link: connection.Link, subject: str, *data: bytes) -> None:
    """Store messages on a subject."""
    client = await link.connect()
    for one in data:
        await client.jetstream().publish(subject, one)
    await client.close()


async def test_what_was_stored_and_what_comes(room: classroom.Room) -> None:
    """Are in the roster, each once; what is foreign is counted."""
    event = room.names.event("ann")
    first = [telling.written(telling.joined("Ann"), 1), telling.written(reports.Hand(True, "help"), 2)]
    await tell(room.learner("ann"), event, *first, first[0], b"rubbish")
    async with following(room) as found:
        assert found.roster.learners["ann"].hand.value.text == "help"
        assert (found.roster.malformed, found.roster.doubled) == (1, 1)
        await tell(room.learner("ann"), event, telling.written(reports.Hand(False), 3))
        await until(lambda: not found.roster.learners["ann"].hand.value.up)


async def test_a_long_class_is_read_whole(room: classroom.Room) -> None:
    """More than one window of flow control."""
    host = await room.instructor().connect()
    ran = reports.Ran("07", "one", "k8s-m", "x" * 3000, 0, 0.1)
    for n in range(1, 2001):
        await host.publish(room.names.event("ann"), telling.written(ran, n, n))
        if n % 100 == 0:
            await connection.settle(host)
    await until_stored(room, 2000)
    await host.close()
    async with following(room) as found:
        assert (found.roster.learners["ann"].came, found.roster.learners["ann"].missing) == (2000, 0)
        assert found.roster.doubled == 0


async def until_stored(room: classroom.Room, count: int) -> None:
    """Wait for the server."""
    host = await room.instructor().connect()
    async with asyncio.timeout(PATIENCE):
        while (await host.jsm().stream_info(room.names.stream("event"))).state.messages < count:
            await asyncio.sleep(0.01)
    await host.close()


async def test_a_server_that_was_away_is_followed_again(room: classroom.Room) -> None:
    """Behind what was read before."""
    async with following(room) as found:
        port = room.server.port
        await tell(room.learner("ann"), room.names.event("ann"), telling.written(telling.joined(), 1))
        await until(lambda: "ann" in found.roster.learners)
        await room.server.stop()
        await until(lambda: found.client is None)
        room.server._listen = f"127.0.0.1:{port}"
        await room.server.start()
        await tell(room.learner("bob"), room.names.event("bob"), telling.written(telling.joined("Bob"), 1))
        await until(lambda: "bob" in found.roster.learners)
        assert found.roster.doubled == 0


async def test_changes_are_told(room: classroom.Room) -> None:
    """By report and by pulse; and that an order came, without naming anybody."""
    async with following(room) as found:
        changes = found.changes()
        found.now = lambda: clock.now().timestamp() + 3600  # what is stored now was stored long ago
        async with asyncio.timeout(PATIENCE):
            await tell(room.learner("ann"), room.names.event("ann"), telling.written(telling.joined(), 1))
            while await anext(changes) != {"ann"}:
                pass
            assert found.roster.state("ann", found.now()) == "offline"
            ann = await room.learner("ann").connect()
            await ann.publish(room.names.pulse("ann"), telling.written(reports.Pulse("07", "one", 1.0), 1))
            await connection.settle(ann)
            while await anext(changes) != {"ann"}:
                pass
            assert found.roster.state("ann", found.now()) == "working"
            await desk.Desk(found, "Kim").pace(["07"])
            while await anext(changes) != frozenset():
                pass
            await ann.close()


async def test_two_consoles_agree(room: classroom.Room) -> None:
    """And one that comes later knows what was asked."""
    hand = telling.written(reports.Hand(True, "help"), 1)
    await tell(room.learner("ann"), room.names.event("ann"), hand)
    async with following(room) as one, following(room) as other:
        mine, theirs = desk.Desk(one, "Kim"), desk.Desk(other, "Lee")
        await mine.pace(["07", "06"])
        await theirs.timer(60, "lunch")
        await mine.follow("05", "two")
        options = [orders.Option("a", "A"), orders.Option("b", "B")]
        poll = await mine.poll("Which?", options, lesson="05", step="two", answer="b")
        await mine.group("left", ["ann", "bob"])
        await theirs.take("ann")
        await theirs.say("look at the peer", ["ann", "bob"], lesson="05", step="two")
        await mine.ask("ann", "watch")
        await until(lambda: len(other.board.said) == 2 and "ann" in other.board.asked)
        await until(lambda: len(one.board.said) == 2 and "ann" in one.board.asked)
        async with following(room) as late:
            for found in (one, other, late):
                assert found.board.pace.locked == ("06", "07")
                assert found.board.timer.label == "lunch"
                assert found.board.due > found.now()
                assert found.board.follow == orders.Follow(True, "05", "two")
                assert found.board.votes[poll].answer == "b"
                assert found.board.groups == {"left": ("ann", "bob")}
                assert found.board.helped["ann"].by == "Lee"
                assert [said.to for said in found.board.said] == ["ann", "bob"]
                assert found.board.malformed == 0
        await mine.show(poll, {"a": 1, "b": 2}, "b")
        await until(lambda: other.board.votes[poll].shown)


async def test_a_hand_is_taken_and_resolved(room: classroom.Room) -> None:
    """It is that hand which is resolved, not the one raised afterwards."""
    ann = room.learner("ann")
    async with following(room) as found:
        mine = desk.Desk(found, "Kim")
        client = await ann.connect()
        await client.publish(room.names.pulse("ann"), telling.written(reports.Pulse("", "", 0.0), 1))
        await tell(ann, room.names.event("ann"), telling.written(reports.Hand(True, "help"), 1))
        await until(mine.hands)
        assert [(one.id, by) for one, by in mine.hands()] == [("ann", "")]
        await mine.take("ann")
        await until(lambda: mine.hands()[0][1] == "Kim")
        await mine.resolve("ann")
        await until(lambda: not mine.hands())
        again = telling.written(reports.Hand(True, "again"), 2)
        await tell(ann, room.names.event("ann"), again)
        await until(mine.hands)
        assert mine.hands()[0][1] == ""
        await client.close()


async def test_orders_reach_their_learner(room: classroom.Room) -> None:
    """Frames and keys go between the two of them, and are nowhere stored."""
    async with following(room) as found:
        mine = desk.Desk(found, "Kim")
        ann = await room.learner("ann").connect()
        keys = await ann.subscribe(room.names.keys("ann"))
        await connection.settle(ann)
        await mine.keys("ann", "k8s-m", "ls\r")
        got = wire.decode((await keys.next_msg(timeout=5)).data, (orders.Keys,)).body
        assert got == orders.Keys("k8s-m", "ls\r")
        frame = reports.Frame("k8s-m", 1, 2, ("ok",), (1, 0))
        async with mine.seeing("ann") as frames, asyncio.timeout(PATIENCE):
            assert await anext(frames) is None  # nothing has come, and the caller may look at other things
            await ann.publish(room.names.screen("ann"), b"rubbish")
            await ann.publish(room.names.screen("ann"), telling.written(frame, 1))
            while (came := await anext(frames)) is None:
                pass
            assert came == frame
        await ann.close()
    with pytest.raises(errors.EnvironmentLacks, match="the class was not told"):
        await mine.say("anybody?")


def test_every_state_has_its_name() -> None:
    """The console has a sign for each."""
    assert len(set(learner.STATES)) == 7
