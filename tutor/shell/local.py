"""A shell on this machine, started through the `sh` package: a real cluster's own host."""

import asyncio
import concurrent.futures
import fcntl
import os
import signal
import termios
from collections.abc import Mapping, Sequence

import sh

from tutor.base import errors
from tutor.shell import pty


class LocalPty:
    """Runs a program of this machine on a pseudo-terminal; owns the master and the process.

    `sh` could open the terminal itself (`_tty_in`, `_unify_ttys`), but then its threads would read the
    output and it would turn the echo off. Handing it the slave as standard streams keeps the master ours,
    to be read in bulk by the event loop; what `sh` gives is the spawn, the session and the watch over the
    process's end.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | None = None,
        rows: int = 24,
        cols: int = 80,
    ) -> None:
        loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int] = loop.create_future()
        self._master, slave = os.openpty()
        try:
            os.set_blocking(self._master, False)
            pty.set_size(self._master, rows, cols)
            # Apart from the loop's thread: seeing a loop, sh's own thread would call back into it at its
            # leisure, up to a second after the end and even when the loop is closed.
            with concurrent.futures.ThreadPoolExecutor(1) as aside:
                aside.submit(self._start, loop, argv, slave, env, cwd).result()
            self._watch(loop)
        except sh.CommandNotFound as error:
            os.close(self._master)
            todo = f"install {argv[0]}, or have it on PATH"
            raise errors.EnvironmentLacks(f"there is no {argv[0]} here", todo=todo) from error
        finally:
            os.close(slave)

    def _start(
        self,
        loop: asyncio.AbstractEventLoop,
        argv: Sequence[str],
        slave: int,
        env: Mapping[str, str],
        cwd: str | None,
    ) -> None:
        def ended(_command: object, _success: bool, code: int) -> None:
            # sh calls this on its own thread, possibly after the loop is closed.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._end, code)

        with open(slave, "r+b", buffering=0, closefd=False) as stream:
            self._command = sh.Command(argv[0])(
                *argv[1:],
                _in=stream,
                _out=stream,
                _err=stream,
                _env=dict(env),
                _cwd=cwd,
                _bg=True,
                _bg_exc=False,
                _done=ended,
                _new_session=True,
                _preexec_fn=_become_terminal_leader,
            )

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have `sh` look at once when the process ends; by itself it looks each second."""
        if not hasattr(os, "pidfd_open"):
            return  # not Linux: a second's delay it is
        try:
            watched = os.pidfd_open(self._command.pid)
        except ProcessLookupError:
            return  # already reaped, and told

        def look() -> None:
            loop.remove_reader(watched)
            os.close(watched)
            self._command.is_alive()

        loop.add_reader(watched, look)

    def _end(self, code: int) -> None:
        if not self._ended.done():
            self._ended.set_result(128 - code if code < 0 else code)

    @property
    def fd(self) -> int:
        """The master's file descriptor."""
        return self._master

    async def wait(self) -> int:
        """The exit code; 128+n for a signal n."""
        return await asyncio.shield(self._ended)

    def resize(self, rows: int, cols: int) -> None:
        """Tell the kernel the new size."""
        pty.set_size(self._master, rows, cols)

    def close(self) -> None:
        """Close the master: the kernel hangs up on the session."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


def _become_terminal_leader() -> None:
    """Runs in the child: take standard input as controlling terminal.

    `sh` starts background commands with SIGHUP ignored, which every program would inherit and a hang-up
    would then leave running; the default is put back. So is that of Ctrl-C and Ctrl-\\, which are ignored in what a
    script starts with `&` (POSIX, 2.9.3.1): such a tutor's shells could not be interrupted.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
