"""A shell of a host on the caller's own terminal."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from tutor.lab import launch
from tutor.lab.root import terminal

pytestmark = pytest.mark.lab

PROGRAM = "import sys; from tutor.lab import launch; sys.exit(launch.shell('k8s-rtr'))"
SECONDS = 15.0


def test_a_shell_has_the_callers_terminal(lab: launch.LabHandle) -> None:
    """Its size, Ctrl-C, Korean text, and its exit code."""
    master, slave = pty.openpty()
    terminal.resize(master, 30, 111)
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=slave, stdout=slave, stderr=slave) as caller:
        os.close(slave)
        _until(master, "# ")
        _type(master, "PS1='ready> '; stty size; echo 안녕 | cat\n")
        assert _until(master, "안녕\r\n").count("30 111") == 1
        _type(master, "sh -c 'echo go$((1+1)); exec sleep 1000'\n")
        _until(master, "go2\r\n")
        _type(master, "\x03")
        _until(master, "ready> ")
        _type(master, "exit 9\n")
        _until(master, "logout")
        assert caller.wait(SECONDS) == 9
    os.close(master)


def test_without_a_terminal_it_reads_commands(lab: launch.LabHandle) -> None:
    """As `sh` does."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="hostname; exit 4\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("k8s-rtr\n", 4)


def _type(master: int, text: str) -> None:
    os.write(master, text.encode())


def _until(master: int, wanted: str) -> str:
    """What is printed until `wanted` has been."""
    seen, deadline = "", time.monotonic() + SECONDS
    while wanted not in seen:
        readable, _, _ = select.select([master], [], [], max(0.0, deadline - time.monotonic()))
        assert readable, f"{wanted!r} is not in {seen!r}"
        seen += os.read(master, 65536).decode(errors="replace")
    return seen
