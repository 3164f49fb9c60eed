"""Moves bytes between a PTY's master and the event loop, in bulk."""

import asyncio
import errno
import os
import time
from collections.abc import Callable

from tutor.shell import pty

CHUNK = 65536
SLICE = 0.004
"""Seconds of reading at a stretch, in a flood."""
REST = 12
"""Turns of the loop without reading after each slice: a key or a frame takes about as many to get through, and would
wait for a slice in each of them. A turn with nothing else to do costs some 20 µs."""


class Pump:
    """Reads the master as long as there is something, and writes without ever blocking.

    The kernel gives at most 4 KiB of a terminal at a time, so a flood is read many times per turn of the
    loop and handed on as one piece.
    """

    def __init__(
        self, terminal: pty.Pty, received: Callable[[bytes], None], hung_up: Callable[[], None]
    ) -> None:
        self._pty = terminal
        self._received = received
        self._hung_up = hung_up
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsent = bytearray()

    def start(self) -> None:
        """Begin to read."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._pty.fd, self._read)

    def write(self, data: bytes) -> None:
        """Send `data` as the terminal takes it. Ignored once closed."""
        if self._loop is None:
            return
        self._unsent += data
        self._send()

    def close(self) -> None:
        """Stop, and close the PTY. Harmless when called again."""
        if self._loop:
            self._loop.remove_reader(self._pty.fd)
            self._loop.remove_writer(self._pty.fd)
            self._loop = None
            self._pty.close()

    def _read(self) -> None:
        until = time.monotonic() + SLICE
        pieces: list[bytes] = []
        ended = False
        while not ended and time.monotonic() < until:
            try:
                piece = os.read(self._pty.fd, CHUNK)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                piece = b""  # Linux says EIO where the last process has closed the slave (pty(7))
            ended = not piece
            pieces.append(piece)
        if data := b"".join(pieces):
            self._received(data)
        if self._loop is None:
            return  # closed by one who got the data
        if ended:
            self._loop.remove_reader(self._pty.fd)
            self._hung_up()
        elif time.monotonic() >= until:
            self._loop.remove_reader(self._pty.fd)
            self._rest(REST)

    def _rest(self, turns: int) -> None:
        """Let others have some turns of the loop, then read on."""
        if self._loop is None:
            return
        if turns:
            self._loop.call_soon(self._rest, turns - 1)
        else:
            self._loop.add_reader(self._pty.fd, self._read)

    def _send(self) -> None:
        if self._loop is None:
            return
        try:
            while self._unsent:
                del self._unsent[: os.write(self._pty.fd, self._unsent)]
            self._loop.remove_writer(self._pty.fd)
        except BlockingIOError:
            self._loop.add_writer(self._pty.fd, self._send)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._unsent.clear()  # nobody is left to read it; the reader learns so by itself
