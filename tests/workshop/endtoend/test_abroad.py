"""A class in a cluster of somebody else's: a server of theirs, the door and the host are killed in its midst."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.workshop import theirs
from tests.workshop.endtoend import test_killed

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[theirs.Cluster]:
    """Three servers, of which one may fail."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    async with theirs.running(tmp_path / "theirs", nodes=3) as found:
        yield found


async def test_nothing_is_lost_and_nothing_doubled(cluster: theirs.Cluster, tmp_path: Path) -> None:
    """Whoever dies: counted in the stream, in a console's roster, and in the learners' outboxes."""
    seed = str(cluster.seed(cluster.account))
    opened = test_killed.Class(tmp_path, ",".join(cluster.servers), seed, str(cluster.ca))

    def kill(victim: str) -> None:
        if victim == "node":
            opened.note()
            cluster.kill(1)
            cluster.start(1)
        else:
            opened.kill(victim)

    try:
        opened.open()
        await test_killed.count(opened, ("host", "node", "server"), kill)
    finally:
        opened.end()
    assert "Violation" not in cluster.log()
