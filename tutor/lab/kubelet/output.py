"""What a container writes: into its log file in CRI form, and to whoever is attached."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from tutor.lab.kubelet import crilog

READ_SIZE = 64 * 1024
BUSY_SECONDS, REST = 0.02, 4
"""After so much time spent on one container without a break, it is read on only after REST times as long: a flood
must not take the lab's time from others. The pipe fills meanwhile, and its writer waits."""
BREAK_SECONDS = 0.1

ROTATE_BYTES = 10 * 1024 * 1024
"""The kubelet's containerLogMaxSize; one older file is kept, for the lab's files lie in memory."""

Listener = Callable[[bytes, bytes], None]
"""Called with the stream's name and what was written; an empty piece when the stream has ended."""


class Output:
    """Owns the reading ends of a container's streams and its log file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.ended = asyncio.Event()
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115 - closed by `_finish`
        self._size = 0
        self._rest: dict[bytes, bytes] = {}
        self._streams: dict[int, bytes] = {}
        self._listeners: set[Listener] = set()
        self._news = asyncio.Event()
        self._spent = self._last = 0.0

    def read(self, fd: int, stream: bytes) -> None:
        """Take over `fd`, the reading end of `stream` (stdout or stderr)."""
        os.set_blocking(fd, False)
        self._streams[fd] = stream
        self._rest[stream] = b""
        asyncio.get_running_loop().add_reader(fd, self._readable, fd)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of what is written from now on; call the result to end it."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def take(self, stream: bytes, data: bytes) -> None:
        """What a container without descriptors writes to `stream`."""
        self._rest.setdefault(stream, b"")
        if not self.ended.is_set():
            self._write(stream, data)

    async def changed(self) -> None:
        """Wait until more was written, or the end."""
        if not self.ended.is_set():
            await self._news.wait()

    def close(self) -> None:
        """Read what is there still and let go of everything."""
        for fd in list(self._streams):
            with contextlib.suppress(OSError):
                while data := os.read(fd, READ_SIZE):
                    self._write(self._streams[fd], data)
            self._end(fd)
        if not self.ended.is_set():
            self._finish()

    def _readable(self, fd: int) -> None:
        began = time.monotonic()
        try:
            data = os.read(fd, READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # EIO: the terminal's last user has gone
        if not data:
            self._end(fd)
            return
        self._write(self._streams[fd], data)
        self._hold_back(fd, began, time.monotonic())

    def _hold_back(self, fd: int, began: float, ended: float) -> None:
        if began - self._last > BREAK_SECONDS:
            self._spent = 0.0
        self._spent += ended - began
        self._last = ended
        if self._spent > BUSY_SECONDS:
            loop = asyncio.get_running_loop()
            loop.remove_reader(fd)
            loop.call_later(self._spent * REST, self._resume, fd)
            self._spent = 0.0

    def _resume(self, fd: int) -> None:
        if fd in self._streams:
            asyncio.get_running_loop().add_reader(fd, self._readable, fd)

    def _write(self, stream: bytes, data: bytes) -> None:
        *lines, rest = (self._rest[stream] + data).split(b"\n")
        stamp = crilog.stamp_of(time.time_ns())
        entries = b"".join(crilog.write(stream, line, stamp, full=True) for line in lines)
        if len(rest) >= crilog.LONGEST:
            entries += crilog.write(stream, rest, stamp, full=False)
            rest = b""
        self._rest[stream] = rest
        self._append(entries)
        for listener in list(self._listeners):
            listener(stream, data)

    def _append(self, entries: bytes) -> None:
        if not entries:
            return
        if self._size > ROTATE_BYTES:
            self._rotate()
        self._file.write(entries)
        self._size += len(entries)
        self._tell()

    def _rotate(self) -> None:
        self._file.close()
        self.path.rename(self.path.with_suffix(".log.1"))
        self._file = open(self.path, "ab", buffering=0)  # noqa: SIM115 - closed by `_finish`
        self._size = 0

    def _end(self, fd: int) -> None:
        asyncio.get_running_loop().remove_reader(fd)
        stream = self._streams.pop(fd)
        os.close(fd)
        if rest := self._rest.pop(stream, b""):
            self._append(crilog.write(stream, rest, crilog.stamp_of(time.time_ns()), full=False))
        if not self._streams:
            self._finish()

    def _finish(self) -> None:
        self._file.close()
        self.ended.set()
        for listener in list(self._listeners):
            listener(b"", b"")
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
