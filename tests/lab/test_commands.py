"""Commands on hosts that cannot start, and such as outstay their welcome."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tutor.lab import launch
from tutor.lab.control import client

pytestmark = pytest.mark.lab

TUTOR = (sys.executable, "-m", "tutor", "lab", "exec", "k8s-pc", "--")
STUBBORN = "trap '' HUP TERM INT; echo begun; sleep 3456; sleep 3457"
SECONDS = 30.0


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("no-such-program", 127, "k8s-pc: no-such-program: command not found"),
        ("/nowhere/at-all", 127, "k8s-pc: /nowhere/at-all: command not found"),
        ("/etc/passwd", 126, "k8s-pc: /etc/passwd: Permission denied"),
    ],
)
def test_a_command_that_cannot_start_is_told_as_a_shell_does(
    lab: launch.LabHandle, program: str, code: int, said: str
) -> None:
    """By its exit code, and by one line."""
    done = subprocess.run((*TUTOR, program, "-x"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (code, said)


def test_a_command_that_ignores_the_hang_up_ends_all_the_same(lab: launch.LabHandle) -> None:
    """Some seconds after its caller has died."""
    caller = subprocess.Popen((*TUTOR, "bash", "-c", STUBBORN), stdout=subprocess.PIPE)
    assert caller.stdout is not None
    assert caller.stdout.readline() == b"begun\n"
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    caller.stdout.close()
    deadline = time.monotonic() + SECONDS
    while sleeps() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not sleeps()


def sleeps() -> bool:
    """Whether its sleep still runs on the host."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        return client.execute("k8s-pc", ("pgrep", "-f", "sleep 345[67]"), fds=(null, null, null)) == 0
    finally:
        os.close(null)
