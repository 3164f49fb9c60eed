"""Speakers that watch each other, over the loopback."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator

import pytest

from tutor.lab.metallb import log
from tutor.lab.metallb.members import gossip, membership, message, seal

PATIENCE_SECONDS = 20.0


class Speaker:
    """One member with what it was told of the others."""

    def __init__(self, name: str, address: str, port: int, secret: str = "key") -> None:
        self.changes: list[tuple[str, str]] = []
        self.news = asyncio.Event()
        self.gossip = gossip.Gossip(
            name, address, secret=secret, log=log.Log(), changed=self._note, port=port
        )

    def _note(self, change: membership.Change) -> None:
        self.changes.append((change.event.value, change.node))
        self.news.set()

    async def knows(self, *names: str) -> None:
        """Return when exactly these are its members."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.gossip.members.alive() != set(names):
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def port() -> int:
    """A UDP port that is free on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextlib.asynccontextmanager
async def running(*speakers: Speaker) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Speakers at work; their tasks."""
    for speaker in speakers:
        await speaker.gossip.start()
    tasks = [asyncio.create_task(speaker.gossip.run()) for speaker in speakers]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_joins_one_is_known_to_all(port: int) -> None:
    """And one who leaves is gone at once, for all."""
    one, two, three = (Speaker(name, f"127.0.0.{number}", port) for number, name in enumerate("abc", 1))
    async with running(one, two, three):
        assert await two.gossip.join(["127.0.0.1"]) == 1
        assert await three.gossip.join(["127.0.0.1"]) == 1
        for each in (one, two, three):
            await each.knows("a", "b", "c")
        began = time.monotonic()
        two.gossip.leave()
        await one.knows("a", "c")
        await three.knows("a", "c")
        assert time.monotonic() - began < membership.PROBE_SECONDS
    assert one.changes == [
        ("NodeJoin", "a"),
        ("NodeJoin", "b"),
        ("NodeJoin", "c"),
        ("NodeLeave", "b"),
    ]


async def test_one_that_dies_silently_is_noticed(port: int) -> None:
    """Within its probe and the suspicion, and not before that."""
    one, two = Speaker("a", "127.0.0.1", port), Speaker("b", "127.0.0.2", port)
    async with running(one, two) as tasks:
        await two.gossip.join(["127.0.0.1"])
        await one.knows("a", "b")
        began = time.monotonic()
        tasks[1].cancel()
        await one.knows("a")
        assert time.monotonic() - began > one.gossip.members.suspicion_seconds()


async def test_who_does_not_know_the_key_is_not_heard(port: int) -> None:
    """Nor hears anything."""
    one, stranger = Speaker("a", "127.0.0.1", port), Speaker("x", "127.0.0.2", port, "another")
    async with running(one, stranger):
        assert await stranger.gossip.join(["127.0.0.1"]) == 0
        assert one.gossip.members.alive() == {"a"}
        assert stranger.gossip.members.alive() == {"x"}


async def test_nonsense_and_what_was_heard_before_are_ignored(port: int) -> None:
    """The speaker goes on, and a recorded claim does not count when it is played back."""
    one, two = Speaker("a", "127.0.0.1", port), Speaker("b", "127.0.0.2", port)
    forger = seal.Seal("key", 1, lambda: time.time_ns() // 1_000_000)
    claim = message.Claim("c", "127.0.0.3", 1, message.State.ALIVE)
    record = forger.close(message.encode(message.Message(message.Kind.NEWS, "c", claims=(claim,))))
    async with running(one, two):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for datagram in (b"", b"nonsense", seal.MARK, forger.close(b"{"), forger.close(b"[]"), record):
                sender.sendto(datagram, ("127.0.0.1", port))
            await one.knows("a", "c")
            one.gossip.members.hear([message.Claim("c", "127.0.0.3", 1, message.State.LEFT)])
            sender.sendto(record, ("127.0.0.1", port))
            assert await two.gossip.join(["127.0.0.1"]) == 1
            await one.knows("a", "b")
