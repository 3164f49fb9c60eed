"""The product as a user has it after `pip install`."""

import os
import subprocess
import sys
from pathlib import Path

from tests import checkout


def make(folder: Path) -> None:
    """Build the wheel in `folder` and install it, with what it asks for, in `folder`/venv."""
    source = checkout.copy(folder / "source")
    _call_ok(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, folder=folder)
    (wheel,) = folder.glob("*.whl")
    _call_ok(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    _call_ok(folder / "venv" / "bin" / "pip", "install", "-q", wheel, folder=folder)


def environment(home: Path) -> dict[str, str]:
    """A user's environment with a home of its own, away from the checkout."""
    env = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    env |= {"XDG_STATE_HOME": str(home / "state"), "XDG_RUNTIME_DIR": str(home)}
    # The lab's tools are fetched once for all tests.
    env.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    env.pop("PYTHONPATH", None)
    return env


def call(*argv: str | Path, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program as that user."""
    return subprocess.run(argv, capture_output=True, text=True, cwd=cwd, env=environment(home), check=False)


def _call_ok(*argv: str | Path, folder: Path) -> None:
    done = call(*argv, cwd=folder, home=folder)
    assert done.returncode == 0, done.stderr
