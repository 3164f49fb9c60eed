"""A program in a terminal of its own, driven by keys and read from the screen, as a person would."""

import errno
import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyghostty


class Terminal:
    """Runs `argv` in a PTY with a real VT engine behind it; owns the process. Used as a context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        *,
        rows: int = 40,
        cols: int = 120,
        cwd: str | None = None,
    ) -> None:
        self.started = time.monotonic()
        self._screen = pyghostty.Terminal(cols=cols, rows=rows)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if cwd:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), dict(env))
        self._screen.on_reply(self._reply)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        if self._fd >= 0:
            self.close_window()
        self._screen.close()

    def _reply(self, answer: bytes) -> None:
        os.write(self._fd, answer)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._fd, keys.encode())

    def close_window(self) -> None:
        """Close the program's terminal, as who closes its window does: the kernel sends it SIGHUP."""
        os.close(self._fd)
        self._fd = -1

    @property
    def text(self) -> str:
        """What the screen shows now."""
        return str(self._screen.text())

    def until(self, shown: str | Callable[[str], bool], *, limit: float = 30.0) -> float:
        """Seconds from the start until the screen shows a text, or fulfils a condition.

        Raises TimeoutError with the screen as it is.
        """
        fulfilled = shown if callable(shown) else lambda text: shown in text
        deadline = time.monotonic() + limit
        while not fulfilled(self.text):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{shown!r} is not on the screen after {limit} s:\n{self.text}")
            self.read(0.1)
        return time.monotonic() - self.started

    def read(self, seconds: float) -> None:
        """Take in what the program writes, or wait for that."""
        if not select.select([] if self._fd < 0 else [self._fd], [], [], seconds)[0]:
            return
        try:
            data = os.read(self._fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return  # the program has ended (pty(7)); whoever waits for its screen will say so
        self._screen.feed(data)

    def wait(self, *, limit: float = 30.0) -> int:
        """The program's exit code. Raises TimeoutError."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self.read(0.05)
        raise TimeoutError(f"the program still runs after {limit} s:\n{self.text}")
