"""Pseudo-terminals of another mount namespace, reached by path (devpts: kernel Documentation/filesystems/devpts)."""

import fcntl
import os
import struct
import termios

TIOCSPTLCK = 0x40045431
TIOCGPTPEER = 0x5441
"""ioctl_tty(2): opens the other side from the master alone, so no path of the namespace is needed."""


def open_pty(ptmx: str, rows: int, cols: int) -> tuple[int, int]:
    """Master and slave of a new terminal in the devpts that `ptmx` belongs to. Raises OSError."""
    master = os.open(ptmx, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    fcntl.ioctl(master, TIOCSPTLCK, struct.pack("i", 0))
    slave = fcntl.ioctl(master, TIOCGPTPEER, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    resize(master, rows, cols)
    return master, slave


def resize(fd: int, rows: int, cols: int) -> None:
    """Set the size of the window, in characters."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
