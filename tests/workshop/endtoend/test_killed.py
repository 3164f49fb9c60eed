"""Host and three learners, each in turn and the server killed in the midst of reports: none is lost, none doubled."""

import asyncio
import collections
import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nats.errors
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests import ports
from tests.workshop import classroom, lesson
from tests.workshop.endtoend import people
from tutor.base import aio
from tutor.workshop import authority, follower, hosting, replay, reports, roster, streams, subjects, wire

pytestmark = pytest.mark.timeout(120)

ROUND = 60
"""Reports of each learner between two deaths."""
SECONDS = 60.0
"""Servers that have lost one of three choose leaders first, which a busy machine takes its time for."""
NAMES = ("ann", "bob", "kim")


class Class:
    """Its processes, and what an instructor sees of it."""

    def __init__(self, place: Path, *abroad: str) -> None:
        self._place = place
        self.host = people.Process("host", place / "state", str(ports.free()[0]), *abroad)
        self.learners: list[people.Learner] = []
        self.server = 0
        self.told = 0
        self.waiting = 0

    def open(self) -> None:
        """The host first, then the learners by its code."""
        code, self.server = self.admit()
        for name in NAMES:
            self.learners.append(people.Learner(self._place / name, name, code))
            self.learners[-1].come()

    def admit(self) -> tuple[str, int]:
        """Start the host; its code, and its server's process."""
        code, pid = self.host.start()
        return code, int(pid)

    def tell(self) -> None:
        """Let everybody tell a round more."""
        self.told += ROUND
        for one in self.learners:
            one.say(str(self.told))

    def kill(self, victim: str) -> None:
        """End a process in its midst, and start it again."""
        self.note()
        if victim == "server":
            os.kill(self.server, signal.SIGKILL)  # the host starts it again
        elif victim == "host":
            self.host.kill()
            _, self.server = self.admit()
        else:
            one = self.learners[NAMES.index(victim)]
            one.kill()
            one.come()
            one.say(str(self.told))

    def note(self) -> None:
        """`waiting` is what nobody has acknowledged by now."""
        self.waiting = self.told * len(self.learners) - sum(one.counted()[1] for one in self.learners)

    def end(self) -> None:
        """All of them."""
        for one in (*self.learners, self.host):
            one.kill()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    """A class in which everybody is there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = Class(tmp_path)
    try:
        found.open()
        yield found
    finally:
        found.end()


async def until(look: Callable[[], bool]) -> None:
    """Wait for a condition, with a deadline."""
    async with asyncio.timeout(SECONDS):
        while not look():
            await asyncio.sleep(0.005)


def came(found: roster.Roster) -> int:
    """Different reports of all learners."""
    return sum(one.came for one in found)


@pytest.mark.parametrize(
    "victims", [("ann", "bob", "kim"), ("server", "host", "server")], ids=["learners", "server and host"]
)
async def test_nothing_is_lost_and_nothing_doubled(opened: Class, victims: tuple[str, ...]) -> None:
    """Whoever dies: counted in the stream, in the roster that a console has folded, and in the learners' outboxes."""
    await count(opened, victims, opened.kill)


async def count(opened: Class, victims: Sequence[str], kill: Callable[[str], None]) -> None:
    """Let everybody tell, kill each in their midst, and count what has come."""
    known = authority.load(authority.folder(classroom.CLASS))
    assert known is not None
    link = hosting.instructor(known)
    console = follower.Follower(known.names)
    async with aio.tasks() as tasks:
        tasks.start(link.run(console.follow, lambda *_: None), name="the console")
        for victim in victims:
            before = came(console.roster)
            opened.tell()
            await until(lambda before=before: came(console.roster) > before + ROUND // 4)  # type: ignore[misc]
            kill(victim)
            assert opened.waiting, "there was nothing left to lose"
            await until(lambda: came(console.roster) == opened.told * len(opened.learners))
        await until(lambda: all(one.counted() == (opened.told, opened.told) for one in opened.learners))
        client = await link.connect()
        stored = await _stored(client, known)
        await client.close()
    _look_at(console.roster, opened)
    assert stored == {one.id: list(range(1, opened.told + 1)) for one in opened.learners}


def _look_at(found: roster.Roster, opened: Class) -> None:
    """A console has each learner's reports, each once, and what comes of them."""
    assert (found.doubled, found.malformed) == (0, 0)
    assert set(found.learners) == {one.id for one in opened.learners}
    for one in opened.learners:
        folded = found.learners[one.id]
        assert (folded.name, folded.came, folded.missing) == (one.name, opened.told, 0)
        told = [lesson.report(number, one.name) for number in range(1, opened.told + 1)]
        passed = {(a.lesson, a.step) for a in told if isinstance(a, reports.Settled)}
        assert {step for step, how in folded.steps.items() if how.status == "passed"} >= passed


async def _stored(client: Client, known: authority.Authority) -> dict[str, list[int]]:
    """Learner -> the numbers of their reports, in the order of the stream."""
    found = collections.defaultdict[str, list[int]](list)
    newest = await streams.last(client, known, streams.EVENTS)

    def take(stored: Msg) -> None:
        message = wire.decode(stored.data, reports.KINDS)
        found[subjects.learner_of(stored.subject)].append(message.envelope.n)

    reader = replay.Reader(known.names.stream(streams.EVENTS), take)

    async def read() -> None:
        while True:  # as a connection's owner does: servers that have lost one may not answer at once
            with contextlib.suppress(nats.errors.Error, TimeoutError):
                await reader.read(client)
            await asyncio.sleep(0.1)

    async with aio.tasks() as tasks:
        tasks.start(read(), name="read it all")
        await until(lambda: reader.last >= newest)
    return dict(found)
