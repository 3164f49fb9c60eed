"""Commands on hosts of the running lab, and waiting for what they show."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tutor.lab.control import client

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
STEP = 0.1


def run(host: str, script: str, *, given: str = "") -> tuple[int, str]:
    """The exit code of a shell script on a host, and all that it printed."""
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as source:
        source.write(given.encode())
        source.seek(0)
        fds = (source.fileno(), answer.fileno(), answer.fileno())
        code = client.execute(host, ("bash", "-c", script), fds=fds, timeout=SECONDS)
        answer.seek(0)
        return code, answer.read().decode(errors="replace")


def said(host: str, script: str, *, given: str = "") -> str:
    """What a script that must succeed printed."""
    code, text = run(host, script, given=given)
    assert code == 0, text
    return text


def until(look: Callable[[], str], wanted: Callable[[str], bool], *, seconds: float = SECONDS) -> str:
    """What `look` gives once it is as `wanted`; fails with the last of it at the deadline."""
    deadline = time.monotonic() + seconds
    while not wanted(text := look()):
        assert time.monotonic() < deadline, text
        time.sleep(STEP)  # the deadline is what counts; nothing tells when a router has made up its mind
    return text


def until_said(host: str, script: str, wanted: Callable[[str], bool], *, seconds: float = SECONDS) -> str:
    """`until` for a script on a host, whatever its exit code."""
    return until(lambda: run(host, script)[1], wanted, seconds=seconds)


def python(host: str, module: str, *argv: str) -> subprocess.Popen[str]:
    """A module of this repository, running on a host; it ends with its stdin or by a signal."""
    inside = ("env", f"PYTHONPATH={ROOT}", sys.executable, "-m", module, *argv)
    outside = (sys.executable, "-m", "tutor", "lab", "exec", host, "--", *inside)
    return subprocess.Popen(outside, cwd=ROOT, stdin=-1, stdout=-1, text=True, env=dict(os.environ))
