"""exec and attach: a WebSocket's channels joined to the streams of a process."""

import asyncio
import contextlib
import os
from collections.abc import Callable

from aiohttp import WSMsgType, web

from tutor.lab.kubelet import channels, config
from tutor.lab.root import terminal

READ_SIZE = 64 * 1024


class Outlet:
    """Sends one process's output to a socket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def send(self, channel: int, data: bytes) -> None:
        """One piece; nothing once the client has gone."""
        if not self._socket.closed:
            with contextlib.suppress(ConnectionError):
                await self._socket.send_bytes(channels.frame(channel, data))

    async def end(self, status: dict[str, object]) -> None:
        """The last word, then close."""
        if not self._socket.closed:
            with contextlib.suppress(ConnectionError):
                await self._socket.send_bytes(channels.status_frame(status))
                await self._socket.close()

    async def pump(self, fd: int, channel: int) -> None:
        """Everything that comes from `fd`, which is closed at its end."""
        try:
            while data := await read(fd):
                await self.send(channel, data)
                await asyncio.sleep(0)  # neither of the two need have waited: give others their turn
        finally:
            os.close(fd)


class Inlet:
    """Takes what a client sends: input for `stdin`, sizes for `tty` (-1: none)."""

    def __init__(
        self, socket: web.WebSocketResponse, stdin: int, tty: int, *, keep_open: bool = False
    ) -> None:
        self._socket = socket
        self._stdin = stdin
        self._tty = tty
        self._keep_open = keep_open

    async def run(self) -> None:
        """Until the client closes its side."""
        try:
            async for message in self._socket:
                if message.type == WSMsgType.BINARY:
                    await self._take(channels.parse(message.data))
        finally:
            self.close()

    def close(self) -> None:
        """End the process's input, unless it belongs to the container."""
        if self._stdin >= 0 and not self._keep_open:
            os.close(self._stdin)
        self._stdin = -1

    async def _take(self, frame: channels.Frame) -> None:
        if frame.channel == channels.STDIN and self._stdin >= 0:
            try:
                await write(self._stdin, frame.data)
            except OSError:
                self.close()  # the process reads no more
        elif frame.channel == channels.RESIZE and self._tty >= 0:
            if size := channels.size_of(frame.data):
                terminal.resize(self._tty, *size)
        elif frame.channel == channels.CLOSE and frame.data[:1] == bytes((channels.STDIN,)):
            self.close()


async def read(fd: int) -> bytes:
    """The next piece from a non-blocking descriptor; empty at its end."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            return os.read(fd, READ_SIZE)
        except BlockingIOError:
            await _until(loop.add_reader, loop.remove_reader, fd)
        except OSError:
            return b""  # EIO: the terminal's last user has gone


async def write(fd: int, data: bytes) -> None:
    """All of `data` into a non-blocking descriptor. Raises OSError when nobody reads it any more."""
    loop = asyncio.get_running_loop()
    while data:
        try:
            data = data[os.write(fd, data) :]
        except BlockingIOError:
            await _until(loop.add_writer, loop.remove_writer, fd)


async def _until(add: Callable[..., None], remove: Callable[[int], bool], fd: int) -> None:
    ready = asyncio.Event()
    add(fd, ready.set)
    try:
        await ready.wait()
    finally:
        remove(fd)


async def finished(process: config.Process, pumps: list[asyncio.Task[None]], seconds: float) -> int:
    """The exit code, when what was written before the end has been sent (a child may hold the streams longer)."""
    code = await process.wait()
    if pumps:
        await asyncio.wait(pumps, timeout=seconds)
    return code
