"""A class on three servers: one may fail."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats.errors
import pytest

from tests.workshop import classroom
from tutor.base import errors
from tutor.cli import main
from tutor.workshop import authority, cluster, code, hosting, joining, server

NODES = 3


def free_ports(count: int) -> list[int]:
    """Some that nobody listens on, next to each other as far as the second half goes."""
    while True:
        probes = [socket.socket() for _ in range(count)]
        try:
            probes[0].bind(("127.0.0.1", 0))
            first = int(probes[0].getsockname()[1])
            for number, probe in enumerate(probes[1:], start=1):
                probe.bind(("127.0.0.1", first + number))
        except OSError:
            continue
        else:
            return list(range(first, first + count))
        finally:
            for probe in probes:
                probe.close()


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Three, as `server-config` sets them up: where they are, and their processes' ids."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ports = free_ports(2 * NODES)
    nodes = tuple(f"127.0.0.1:{port}" for port in ports[:NODES])
    out = tmp_path / "servers"
    words = ["workshop", "server-config", classroom.CLASS, "--nodes", ",".join(nodes), "--out", str(out)]
    assert main.main([*words, "--cluster-port", str(ports[NODES])]) == errors.GOOD
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
    async with hosting.opened(hosting.Options(classroom.CLASS, servers=servers[0])) as found:
        yield found


async def test_a_class_outlives_a_server(
    hosted: hosting.Class, servers: tuple[tuple[str, ...], list[int]]
) -> None:
    """Learners join and tell before and after one is killed, and nothing is lost."""
    ann = await joining.join(code.decode(hosted.join_code), "Ann")
    link = ann.link
    assert set(link.servers) == set(servers[0])
    client = await link.connect()
    for _ in range(20):
        await client.jetstream().publish(ann.names.event(ann.learner), b"{}")
    await client.close()
    os.kill(servers[1][0], signal.SIGKILL)  # the one that the code names
    stored = 0
    async with asyncio.timeout(60):
        while stored < 40:
            with contextlib.suppress(
                errors.TutorError, nats.errors.Error, TimeoutError
            ):  # until they have a leader
                client = await link.connect()
                try:
                    ack = await client.jetstream().publish(ann.names.event(ann.learner), b"{}", timeout=5)
                    stored = ack.seq
                finally:
                    await client.close()
    assert stored == 40
    assert len(hosted.registrar.people) == 1


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
