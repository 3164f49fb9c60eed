"""A pseudo-terminal whose master was opened elsewhere and handed over."""

import os
from collections.abc import Awaitable, Callable

from tutor.shell import pty


class FdPty:
    """Owns a master that the lab opened inside one of its hosts and passed over a socket.

    `sh` cannot serve here: it starts programs, in the namespaces and on the /dev/pts of its caller, and
    this one already runs elsewhere, as the child of the host's own init. Only its terminal has come to
    us.

    `exited` gives the process's exit code once, when awaited; `hang_up` runs after the master is closed.
    """

    def __init__(
        self, fd: int, exited: Callable[[], Awaitable[int]], *, hang_up: Callable[[], None] | None = None
    ) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._exited = exited
        self._hang_up = hang_up
        self._code: int | None = None

    @property
    def fd(self) -> int:
        """The master's file descriptor."""
        return self._fd

    async def wait(self) -> int:
        """The exit code, as the lab reports it."""
        if self._code is None:
            self._code = await self._exited()
        return self._code

    def resize(self, rows: int, cols: int) -> None:
        """Tell the kernel the new size; this reaches the slave across namespaces."""
        pty.set_size(self._fd, rows, cols)

    def close(self) -> None:
        """Close the master: the kernel hangs up on the session."""
        if self._fd < 0:
            return
        os.close(self._fd)
        self._fd = -1
        if self._hang_up:
            self._hang_up()
