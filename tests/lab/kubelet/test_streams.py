"""exec, attach and logs through the real kubectl."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator

import pytest

from tests.lab.kubelet.conftest import Lab, pod

pytestmark = pytest.mark.lab

ON_NODE = '--overrides={"spec":{"nodeName":"node-1"}}'


@pytest.fixture(scope="module")
def shell(lab: Lab) -> Iterator[str]:
    """A pod to run commands in."""
    lab.create(pod("shell", "sh", "-c", "for i in 1 2 3; do echo line $i; done; sleep 600"))
    lab.wait_ready("shell")
    yield "shell"
    lab.delete("shell")


def test_exit_codes_and_streams_come_through(lab: Lab, shell: str) -> None:
    """stdout and stderr apart, and the code."""
    done = lab.kubectl("exec", shell, "--", "sh", "-c", "echo out; echo err >&2; exit 42")
    assert (done.returncode, done.stdout) == (42, "out\n")
    assert done.stderr == "err\ncommand terminated with exit code 42\n"


def test_stdin_goes_in_and_ends(lab: Lab, shell: str) -> None:
    """A million bytes there and back."""
    text = "0123456789abcdef" * 65536
    assert lab.out("exec", "-i", shell, "--", "cat", stdin=text) == text


def test_files_are_copied(lab: Lab, shell: str, tmp_path: os.PathLike[str]) -> None:
    """kubectl cp, both ways."""
    here, back = os.path.join(tmp_path, "a"), os.path.join(tmp_path, "b")
    with open(here, "w") as file:
        file.write("copied\n")
    lab.out("cp", here, f"{shell}:/tmp/a")
    lab.out("cp", f"{shell}:/tmp/a", back)
    with open(back) as file:
        assert file.read() == "copied\n"


def test_logs_obey_their_options(lab: Lab, shell: str) -> None:
    """tail, limit, since and timestamps."""
    assert lab.out("logs", shell) == "line 1\nline 2\nline 3\n"
    assert lab.out("logs", shell, "--tail=1") == "line 3\n"
    assert lab.out("logs", shell, "--limit-bytes=8") == "line 1\nl"
    assert lab.out("logs", shell, "--since-time=2100-01-01T00:00:00Z") == ""
    stamped = lab.out("logs", shell, "--timestamps", "--tail=1")
    assert stamped.startswith("20")
    assert stamped.endswith("Z line 3\n")


def test_logs_are_followed_to_the_end(lab: Lab) -> None:
    """Lines arrive as they are written, and the stream ends with the container."""
    script = "while [ ! -e /go ]; do sleep 0.05; done; echo last"
    lab.create(pod("follow", "sh", "-c", f"echo first; {script}", spec={"restartPolicy": "Never"}))
    lab.wait_ready("follow")
    with subprocess.Popen(lab.argv("logs", "-f", "follow"), stdout=subprocess.PIPE, text=True) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == "first\n"
        lab.out("exec", "follow", "--", "touch", "/go")
        assert reading.stdout.read() == "last\n"
        assert reading.wait(10) == 0
    lab.delete("follow")


def driven(argv: list[str], steps: list[tuple[bytes, bytes]]) -> tuple[bytes, int]:
    """Run a program in a terminal of 30x100: after each expected output type something; the rest and exit code."""
    pid, master = pty.fork()
    if pid == 0:
        os.execvp(argv[0], argv)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    seen = b""
    for expected, typed in steps:
        seen = until(master, seen, expected)
        seen = b""
        os.write(master, typed)
    seen = until(master, seen, None)
    os.close(master)
    return seen, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def until(master: int, seen: bytes, expected: bytes | None) -> bytes:
    """Read until `expected` was seen, or to the end."""
    deadline = time.monotonic() + 15
    while expected is None or expected not in seen:
        left = deadline - time.monotonic()
        assert left > 0, f"{expected!r} did not come, but {seen!r}"
        if select.select([master], [], [], left)[0]:
            try:
                seen += os.read(master, 65536)
            except OSError:  # EIO: the program has ended
                assert expected is None, f"{expected!r} did not come, but {seen!r}"
                return seen
    return seen


def test_a_terminal_is_a_terminal(lab: Lab, shell: str) -> None:
    """It has the caller's size, a name, obeys Ctrl-C and gives the exit code."""
    # A shell without a line editor: readline loses what is typed while it comes back from an interrupt.
    steps = [
        (b"# ", b"stty size\n"),
        (b"30 100", b"sleep 600\n"),
        (b"sleep 600", b"\x03"),
        (b"# ", b"exit 5\n"),
    ]
    seen, code = driven(lab.argv("exec", "-it", shell, "--", "dash"), steps)
    assert code == 5, seen


def test_run_attaches_and_removes(lab: Lab) -> None:
    """`kubectl run -it --rm` gives a shell, and the pod is gone afterwards."""
    argv = lab.argv("run", "-it", "--rm", "once", "--image=busybox", "--restart=Never", ON_NODE, "--", "dash")
    seen, code = driven(
        argv, [(b"try pressing enter", b"\n"), (b"# ", b"echo got $((40+2))\n"), (b"got 42", b"exit\n")]
    )
    assert code == 0, seen
    assert b'pod "once" deleted' in seen
    assert lab.kubectl("get", "pod", "once").returncode == 1


def test_run_passes_input_and_exit_code(lab: Lab) -> None:
    """Without a terminal."""
    words = ("run", "-i", "--rm", "pipe", "--image=busybox", "--restart=Never", ON_NODE, "--")
    done = lab.kubectl(*words, "sh", "-c", "cat; exit 6", stdin="piped\n")
    assert done.returncode == 6, done.stderr
    assert done.stdout.startswith("piped\n")
