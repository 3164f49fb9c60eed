"""A class on three servers: one may fail."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import ports
from tests.workshop import classroom, pupils
from tutor.base import errors
from tutor.cli import main
from tutor.workshop import (
    authority,
    cluster,
    code,
    founding,
    hosting,
    joining,
    reports,
    server,
    streams,
    wire,
)

NODES = 3


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Three, as `server-config` sets them up: where they are, and their processes' ids."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    free = ports.free(2 * NODES)
    nodes = tuple(f"127.0.0.1:{port}" for port in free[:NODES])
    out = tmp_path / "servers"
    founding.prepare(
        founding.Options(classroom.CLASS)
    )  # it was tried alone before: servers check each other's names
    words = ["workshop", "server-config", classroom.CLASS, "--nodes", ",".join(nodes), "--out", str(out)]
    assert main.main([*words, "--cluster-port", str(free[NODES])]) == errors.GOOD
    running = [
        subprocess.Popen(
            [server.binary(), "-c", "server.conf"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for folder in sorted(out.iterdir())
    ]
    yield nodes, [one.pid for one in running]
    for one in running:
        one.kill()
        one.wait()


@pytest.fixture
async def hosted(servers: tuple[tuple[str, ...], list[int]]) -> AsyncIterator[hosting.Class]:
    """A class there."""
    async with hosting.opened(founding.Options(classroom.CLASS, servers=servers[0])) as found:
        yield found


async def test_a_class_outlives_a_server(
    hosted: hosting.Class, servers: tuple[tuple[str, ...], list[int]], tmp_path: Path
) -> None:
    """Learners join and tell before and after one is killed, and nothing is lost or doubled."""
    ann = await joining.join(code.decode(hosted.join_code), "Ann")
    assert set(ann.link.servers) == set(servers[0])
    async with pupils.attending(ann, tmp_path / "ann.db") as learner:
        learner.say(1, 20)
        await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        os.kill(servers[1][2], signal.SIGKILL)
        learner.say(21, 40)
        await pupils.until(lambda: learner.one.waiting == 0, 60)
    assert await _stored(hosted) == list(range(1, 41))
    ben = await _joined(hosted, "Ben")
    # Who tries again because the answer did not come may have been admitted before.
    assert {one.id for one in hosted.registrar.people} >= {ann.learner, ben.learner}
    assert {one.name for one in hosted.registrar.people} == {"Ann", "Ben"}


async def _joined(hosted: hosting.Class, name: str) -> joining.Membership:
    """Once the desk is there again: it may have been at the server that was killed."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(errors.EnvironmentLacks):
                return await joining.join(code.decode(hosted.join_code), name)


async def _stored(hosted: hosting.Class) -> list[int]:
    """What the class has, in its order."""
    found: list[int] = []
    client = await hosted.link.connect()
    try:
        last = await streams.last(client, hosted.authority, streams.EVENTS)
        for number in range(1, last + 1):
            message = await client.jetstream().get_msg(hosted.authority.names.stream(streams.EVENTS), number)
            found.append(wire.decode(message.data or b"", reports.KINDS).envelope.n)
    finally:
        await client.close()
    return found


def test_servers_that_cannot_agree_are_refused() -> None:
    """With the numbers that can."""
    of = authority.found(classroom.CLASS, "", "127.0.0.1", 0)
    with pytest.raises(errors.UsageError, match="can't agree"):
        cluster.plan(of, ["a:1", "b:1"], cluster_port=7423)


@pytest.mark.parametrize("words", ["a", "a:", "a:x", ":1", "a:0", "a:99999", "a:1,a:1"])
def test_an_address_that_is_none_is_refused(words: str) -> None:
    """In words."""
    with pytest.raises(errors.UsageError):
        cluster.addresses(words)


@pytest.mark.parametrize(
    "words", ["a:1, b_1:2", "a", "a:0", ":7", "a:1,a:1", ",".join(f"h{n}:1" for n in range(17))]
)
def test_servers_that_learners_would_not_take_are_refused(words: str) -> None:
    """Here, and not as a class that does not answer."""
    with pytest.raises(errors.UsageError):
        cluster.addresses(words)


def test_servers_are_written_in_many_ways() -> None:
    """With blanks, and with the scheme that people know."""
    assert cluster.addresses("nats://a:1, tls://b.example:2,[::1]:3") == ("a:1", "b.example:2", "[::1]:3")
