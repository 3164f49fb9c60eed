"""A program in a terminal that is told to end, by a signal or because its window is closed."""

import os
import signal
import sys
import time
from pathlib import Path

from tests import terminal
from tutor.base import errors

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
WAYS = ("SIGTERM", "SIGHUP", "window")


def ends_well(child: str, mark: Path, *, ready: str, way: str) -> None:
    """`child`, source that is given the path of `mark` to write to as it closes, does so once it has shown `ready`."""
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color"}
    argv = [sys.executable, "-c", child, str(mark)]
    with terminal.Terminal(argv, env, cwd=str(REPOSITORY)) as shown:
        shown.until(ready)
        if way == "window":
            shown.close_window()
        code = _ended(shown, mark, by=signal.SIGTERM if way == "SIGTERM" else signal.SIGHUP)
    assert mark.read_text() == "closed"
    if way != "window":  # what is written to a window that is gone may fail
        assert code == errors.GOOD


def _ended(shown: terminal.Terminal, mark: Path, *, by: int) -> int:
    """The exit code, once it has ended; told by the signal again and again, as a closing window does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found, status = os.waitpid(shown.pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if not mark.exists():
            os.kill(shown.pid, by)
        shown.read(0.05)  # who does not read keeps the program from writing its last words
    raise TimeoutError("it goes on")
