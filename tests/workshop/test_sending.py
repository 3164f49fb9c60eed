"""A report is sent until it is known to be stored, whoever says so: the server, or the desk where its word is lost."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.workshop import classroom, pupils, telling
from tutor.base import aio
from tutor.progress import outbox
from tutor.workshop import hosting, incoming, sending, settling, streams, subjects, synced

NAMES = subjects.Subjects(classroom.CLASS)


class Network:
    """What a machine says, and what it hears. The server confirms the reports of these numbers, once each."""

    def __init__(self, box: outbox.Outbox) -> None:
        self.box = box
        self.said: list[tuple[str, str]] = []
        self.confirms: set[int] = set()
        self.desk: synced.Answer | None = None
        self.asked = 0
        self.sender = sending.Sender(NAMES, "ann", "m", box, lambda: None)
        self._hear: Callable[[Msg], Awaitable[None]] | None = None

    async def subscribe(self, subject: str, cb: Callable[[Msg], Awaitable[None]]) -> None:
        """As a client."""
        assert subject == NAMES.stored("ann")
        self._hear = cb

    async def publish(self, subject: str, _data: bytes, headers: dict[str, str]) -> None:
        """As a client."""
        name = headers["Nats-Msg-Id"]
        self.said.append((subject, name))
        if int(name.rpartition("-")[2]) in self.confirms:
            assert self._hear is not None
            await self._hear(Msg(Client(), headers={"Nats-Msg-Id": name}))

    async def ask(self) -> synced.Answer | None:
        """As the desk."""
        self.asked += 1
        return self.desk

    def answers(self, last: int, *, current: bool = True) -> None:
        """The desk has read so many."""
        known = incoming.Synced((), ("", ""))
        self.desk = synced.Answer((), False, settling.Last(last, ""), known, current)

    @property
    def names(self) -> list[str]:
        """The ids of what was said."""
        return [name for _, name in self.said]


@pytest.fixture
async def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Network]:
    """A machine with three reports, at work."""
    for name in ("STORED_SECONDS", "UNHEARD_SECONDS", "AGAIN_SECONDS"):
        monkeypatch.setattr(sending, name, 0.02)
    box = outbox.Outbox(tmp_path / "m.db")
    for _ in range(3):
        box.add(lambda n: b"%d" % n)
    yield Network(box)
    box.close()


async def sent(network: Network, done: Callable[[], bool], lanes: int = 0) -> None:
    """Let it work until then."""
    client: Any = network
    await network.sender.listen(client)
    network.sender.ways(lanes)
    async with aio.tasks() as tasks:
        tasks.start(network.sender.run(client, network.ask), name="send")
        await pupils.until(done)


async def test_each_goes_once_where_the_server_says_that_it_is_stored(network: Network) -> None:
    """In order, and nobody else is asked."""
    network.confirms = {1, 2, 3}
    await sent(network, lambda: not network.box.waiting())
    assert network.names == ["m-1", "m-2", "m-3"]
    assert not network.asked


async def test_the_desk_is_asked_where_the_servers_word_is_lost(network: Network) -> None:
    """It says how far the class has come; nothing before that is sent once more."""
    network.answers(2)
    await sent(network, lambda: network.box.waiting() == 1 and network.names[-1] == "m-3")
    assert [network.names.count(name) for name in ("m-1", "m-2")] == [1, 0]
    network.answers(3)


async def test_one_that_was_lost_goes_again_before_the_next(network: Network) -> None:
    """By the same id: one that was only late is known by that."""
    network.answers(0)
    await sent(network, lambda: network.names.count("m-1") == 4)
    assert set(network.names) == {"m-1"}
    assert network.box.waiting() == 3


async def test_while_the_desk_is_away_reports_are_kept_and_sent_again(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For as long as the server knows one that comes twice; then only the desk can tell."""
    await sent(network, lambda: network.names.count("m-1") == 3)
    monkeypatch.setattr(sending, "SAFE_SECONDS", 0.0)
    network.said, network.asked = [], 0
    await sent(network, lambda: network.asked > 3)
    network.answers(0, current=False)  # a desk that is behind does not know either
    await sent(network, lambda: network.asked > 9)
    assert network.names == ["m-1"] * len(network.names)
    assert len(network.names) == 2  # each run begins with it, as it does with a connection
    assert network.box.waiting() == 3
    network.confirms = {1, 2, 3}
    await sent(network, lambda: not network.box.waiting())


async def test_another_lane_is_taken_where_one_does_not_go_on(network: Network) -> None:
    """Each of them in turn."""
    network.answers(0)
    await sent(network, lambda: len(network.said) >= 3, lanes=3)
    assert {where for where, _ in network.said[:3]} == {NAMES.event("ann", lane) for lane in (1, 2, 3)}


async def test_one_that_no_stream_takes_holds_up_nothing(network: Network) -> None:
    """Too large is too large for ever."""
    network.box.add(lambda _n: b"x" * 20_000)
    network.confirms = {1, 2, 3}
    await sent(network, lambda: not network.box.waiting())
    assert network.names == ["m-1", "m-2", "m-3"]


async def test_a_server_whose_word_never_comes_is_enough(
    hosted: hosting.Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of an earlier version does not let its owner hear it; none is lost, and none doubled."""
    monkeypatch.setattr(sending, "STORED_SECONDS", 1.0)
    may = subjects.Subjects.for_learner

    def before(self: subjects.Subjects, learner: str) -> subjects.Permissions:
        found = may(self, learner)
        heard = tuple(one for one in found.subscribe if one != self.stored(learner))
        return found._replace(subscribe=heard)

    monkeypatch.setattr(subjects.Subjects, "for_learner", before)
    ann = await pupils.join(hosted)
    monkeypatch.undo()
    async with pupils.attending(ann, tmp_path / "ann.db") as learner:
        learner.say(1, 5)
        await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
    host = await hosted.link.connect()
    assert await streams.last(host, hosted.authority, streams.EVENTS) == 5
    assert await telling.store(host, ann.names, ann.learner, b"{}") == 6
    await host.close()
    assert hosted.registrar.sync(ann.learner, 0)["stored"][learner.one._source][0] == 5
