"""A login shell of a host on the caller's own terminal: bytes both ways, sizes on their way in."""

import asyncio
import contextlib
import os
import signal
import termios
import tty
from collections.abc import Iterator, Mapping

from tutor.lab.control import client
from tutor.lab.root import terminal

LOGIN = ("/bin/bash", "-l")
CHUNK = 65536


def run(host: str, env: Mapping[str, str]) -> int:
    """The shell's exit code. Without a terminal on stdin it reads commands from there. Raises LabError."""
    if not os.isatty(0):
        return client.execute(host, LOGIN, env=env, forward=True)
    return asyncio.run(_interactive(host, env))


async def _interactive(host: str, env: Mapping[str, str]) -> int:
    columns, rows = os.get_terminal_size(0)
    shell = await client.open_terminal(host, LOGIN, env=env, rows=rows, cols=columns)
    loop = asyncio.get_running_loop()
    drained = asyncio.Event()
    try:
        with _raw():
            loop.add_signal_handler(signal.SIGWINCH, _resize, shell.fd)
            loop.add_reader(0, _typed, shell.fd)
            loop.add_reader(shell.fd, _printed, shell.fd, drained)
            code = await shell.wait()
            await drained.wait()
    finally:
        loop.remove_reader(0)
        loop.remove_reader(shell.fd)
        os.close(shell.fd)
    return code


@contextlib.contextmanager
def _raw() -> Iterator[None]:
    before = termios.tcgetattr(0)
    tty.setraw(0, termios.TCSADRAIN)  # what was typed ahead is kept
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def _resize(fd: int) -> None:
    columns, rows = os.get_terminal_size(0)
    terminal.resize(fd, rows, columns)


def _typed(fd: int) -> None:
    typed = os.read(0, CHUNK)
    if typed:
        # A terminal that nobody reads takes 4 KiB and then no more: wait for it, as a pasting user would.
        os.set_blocking(fd, True)
        os.write(fd, typed)
        os.set_blocking(fd, False)
    else:
        asyncio.get_running_loop().remove_reader(0)


def _printed(fd: int, drained: asyncio.Event) -> None:
    try:
        printed = os.read(fd, CHUNK)
    except OSError:
        printed = b""  # EIO: nobody has the terminal open any more (pty(7))
    if printed:
        os.write(1, printed)
    else:
        asyncio.get_running_loop().remove_reader(fd)
        drained.set()
