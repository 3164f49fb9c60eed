"""A console that is told to end closes its class: learners who are watched hear of it."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests import terminal
from tutor.base import errors

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 30.0
CHILD = """
import asyncio, contextlib, pathlib, sys
from tests.tui.console import room
from tutor.tui.console import app

@contextlib.asynccontextmanager
async def opening():
    try:
        yield room.Room()
    finally:
        await asyncio.sleep(0.2)  # as long as it may take to tell learners
        pathlib.Path(sys.argv[1]).write_text("closed")

sys.exit(app.run(opening, "en"))
"""


def _ended(shown: terminal.Terminal, mark: Path, *, by: int) -> int:
    """The exit code, once it has ended; told by the signal again and again, as a closing window does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found, status = os.waitpid(shown.pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if not mark.exists():
            os.kill(shown.pid, by)
        shown._read(0.05)  # who does not read keeps the program from writing its last words
    raise TimeoutError("it goes on")


@pytest.mark.parametrize("way", ["SIGTERM", "SIGHUP", "window"])
def test_a_console_that_is_told_to_end_closes_its_class(tmp_path: Path, way: str) -> None:
    """By whoever ends the process, or because the window of its terminal was closed."""
    mark = tmp_path / "mark"
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color"}
    child = [sys.executable, "-c", CHILD, str(mark)]
    with terminal.Terminal(child, env, cwd=str(REPOSITORY)) as shown:
        shown.until("10 of 10 here")
        if way == "window":
            os.close(shown._fd)
            shown._fd, quiet = os.pipe()
        code = _ended(shown, mark, by=signal.SIGTERM if way == "SIGTERM" else signal.SIGHUP)
    if way == "window":
        os.close(quiet)
    assert mark.read_text() == "closed"
    if way != "window":  # what is written to a window that is gone may fail
        assert code == errors.GOOD
