"""Several callers, one lab."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab import running
from tutor.lab import launch

pytestmark = pytest.mark.lab

PROGRAM = "from tutor.lab import launch; print(launch.up(lambda _: None).pid)"


def test_callers_at_the_same_moment_get_the_same_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One starts it, the others wait until it is ready."""
    running.need_namespaces()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    words = [sys.executable, "-c", PROGRAM]
    callers = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        pids = {caller.communicate(timeout=60)[0].strip() for caller in callers}
        found = launch.status()
        assert found is not None
        assert pids == {str(found["pid"])}
        assert found["phase"] == "ready"
    finally:
        launch.down()
