"""Several callers, one lab."""

import os
import shutil
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


def test_starts_with_programs_that_lie_nowhere_else_than_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PATH may name folders only that do not exist inside the lab."""
    running.need_namespaces()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name in ("newuidmap", "newgidmap"):
        if program := shutil.which(name):
            (tmp_path / name).symlink_to(program)
    env = {**os.environ, "PATH": str(tmp_path)}
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert launch.execute("k8s-pc", ("test", "-f", "/etc/passwd")) == 0
    finally:
        launch.down()
