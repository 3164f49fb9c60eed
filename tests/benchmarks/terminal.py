"""A program in a terminal of its own, and the moment when it has shown something."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence


class Terminal:
    """Runs `argv` in a PTY of the given size; owns the process. Used as a context manager."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], *, rows: int = 40, cols: int = 120, cwd: str | None = None
    ) -> None:
        self.shown = b""
        self.started = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if cwd:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), dict(env))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.kill(self.pid, 9)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._fd, keys)

    def until(self, text: bytes, *, limit: float = 30.0) -> float:
        """Seconds from the start until `text` was shown. Raises TimeoutError with what was shown instead."""
        deadline = time.monotonic() + limit
        while text not in self.shown:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._fd], [], [], left)[0]:
                raise TimeoutError(f"no {text!r} within {limit} s, but {self.shown[-2000:]!r}")
            try:
                self.shown += os.read(self._fd, 65536)
            except OSError as error:
                raise TimeoutError(f"the program ended; it showed {self.shown[-2000:]!r}") from error
        return time.monotonic() - self.started
