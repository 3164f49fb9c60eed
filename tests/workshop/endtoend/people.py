"""Processes of a class, as a test holds them: started, killed, started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.workshop.endtoend import pupil


class Process:
    """One that can be killed at any time, and begins with a line."""

    def __init__(self, module: str, state: Path, *words: str) -> None:
        self._argv = [sys.executable, "-m", f"tests.workshop.endtoend.{module}", *words]
        self._env = {**os.environ, "XDG_STATE_HOME": str(state)}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> list[str]:
        """Begin; the words of its first line."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._argv, env=self._env, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()

    def say(self, line: str) -> None:
        """A line for it."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it, with no time for a last word."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:  # what was said last is lost with it
                pass
        self._process = None


class Learner(Process):
    """With a home of their own."""

    def __init__(self, home: Path, name: str, code: str) -> None:
        home.mkdir()
        self.name = name
        self._file = home / "outbox.db"
        self.id = ""
        super().__init__("pupil", home / "state", str(home), name, code)

    def come(self) -> None:
        """Join, or come back as the same learner."""
        (found,) = self.start()
        assert self.id in ("", found)
        self.id = found

    def counted(self) -> tuple[int, int]:
        """Reports told, and those acknowledged."""
        return pupil.counted(self._file)
