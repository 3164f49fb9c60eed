"""What a shell needs of a pseudo-terminal, whoever made it."""

import fcntl
import struct
import termios
from typing import Protocol


class Pty(Protocol):
    """The master side of a pseudo-terminal with a process on the other side."""

    @property
    def fd(self) -> int:
        """The master's file descriptor, non-blocking. Reading gives EIO or b"" once the process is gone."""
        ...

    async def wait(self) -> int:
        """The process's exit code; 128+n for one ended by signal n."""
        ...

    def resize(self, rows: int, cols: int) -> None:
        """Tell the kernel the new size in cells; the foreground process gets SIGWINCH."""
        ...

    def close(self) -> None:
        """Hang up: the process's session gets SIGHUP. Harmless when called again."""
        ...


def set_size(fd: int, rows: int, cols: int) -> None:
    """TIOCSWINSZ on either side of a pseudo-terminal (tty_ioctl(4)); pixel sizes stay 0."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
