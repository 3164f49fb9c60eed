"""Waits for a change in the folder of a file (inotify(7)); a ConfigMap's files change by links renamed there."""

import asyncio
import contextlib
import ctypes
import os
from pathlib import Path
from types import TracebackType

_CLOEXEC_NONBLOCK = os.O_CLOEXEC | os.O_NONBLOCK
_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x8, 0x40, 0x80, 0x100, 0x200
SETTLE_SECONDS = 0.02
"""A renamed link and the removal of the old folder come as several events."""


class Watcher:
    """Watches the folder of `path`; without inotify only the time passes."""

    def __init__(self, path: str) -> None:
        self._folder = str(Path(path).absolute().parent)
        self._fd = -1

    def __enter__(self) -> "Watcher":
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(_CLOEXEC_NONBLOCK)
        if self._fd >= 0:
            mask = _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
            libc.inotify_add_watch(self._fd, os.fsencode(self._folder), mask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fd >= 0:
            os.close(self._fd)

    async def wait(self, seconds: float) -> None:
        """Return at a change in the folder, or after `seconds`."""
        if self._fd < 0:
            await asyncio.sleep(seconds)
            return
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._fd, changed.set)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await changed.wait()
                await asyncio.sleep(SETTLE_SECONDS)
        finally:
            loop.remove_reader(self._fd)
            with contextlib.suppress(BlockingIOError):
                os.read(self._fd, 65536)
