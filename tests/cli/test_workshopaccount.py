"""A class in an account of somebody else's cluster, by its verbs: hosted, watched, gone on with by its name alone."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ports, terminal
from tests.cli import test_workshophost as calls
from tests.cli import test_workshopwatch as console
from tests.workshop import theirs
from tutor.base import errors


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[theirs.Cluster]:
    """One server."""
    with theirs.started(tmp_path / "theirs") as found:
        asyncio.run(found.ready())
        yield found


def test_a_class_goes_its_way(cluster: theirs.Cluster, tmp_path: Path) -> None:
    """Its folder remembers the cluster, for the host, another console and whoever goes on on the morrow."""
    instructor, port = tmp_path / "i", ports.free()[0]
    key = ("--account", str(cluster.seed(cluster.signing)), "--account-id", cluster.account.public)
    servers = ",".join(f"tls://{one}" for one in cluster.servers)
    where = ("--nats", servers, *key, "--ca", str(cluster.ca))
    with calls.hosting(instructor, port, *where) as (host, said):
        found = calls.CODE.search(said)
        assert found
        assert f"What learners tell is kept by {cluster.servers[0]}, account {cluster.account.public}" in said
        calls.joined(tmp_path / "a", found[1], "--name", "Ann Lee")
        env = {**os.environ, "XDG_STATE_HOME": str(instructor), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        argv = [sys.executable, "-m", "tutor", "workshop", "watch", "net101"]
        with terminal.Terminal(argv, env) as second:
            console._until(second, lambda text: "Nobody has joined yet" in text)
            assert console._leave(second) == errors.GOOD
        host.send_signal(signal.SIGTERM)
        assert host.wait(20) == errors.GOOD
    with calls.hosting(instructor, port) as (_, said):
        assert found[0] in said  # the same code
        assert "You are Ann Lee" in calls.joined(tmp_path / "a", found[1])
    other = calls.call(instructor, "host", "net101", "--headless", "--nats", servers, lang="ko_KR.UTF-8")
    assert other.returncode == errors.WRONG_USAGE
    assert f"net101 워크숍은 계정 {cluster.account.public}에 있습니다" in other.stderr
    deployed = calls.call(instructor, "deploy", "net101", "--learners", "3", "--image", "x/y:1")
    assert deployed.returncode == errors.WRONG_USAGE
    assert "lives in the account" in deployed.stderr
