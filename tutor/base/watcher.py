"""Waits for a change in the folders of files (inotify(7)); a ConfigMap's files change by links renamed there.

All watchers of an event loop share one inotify instance: a user may have 128 in all (max_user_instances), desktop and
other labs among them.
"""

import asyncio
import contextlib
import ctypes
import os
import struct
import weakref
from pathlib import Path
from types import TracebackType

_CLOEXEC_NONBLOCK = os.O_CLOEXEC | os.O_NONBLOCK
_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x8, 0x40, 0x80, 0x100, 0x200
_MASK = _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_HEAD = struct.Struct("iIII")
"""struct inotify_event: watch, mask, cookie, length of the name that follows."""
_OVERFLOW = -1
"""The watch of an event that stands for all that were lost."""
SETTLE_SECONDS = 0.02
"""A renamed link and the removal of the old folder come as several events."""


class Watcher:
    """Watches the folders of `paths` in a block of a coroutine; without inotify only the time passes."""

    def __init__(self, *paths: str) -> None:
        self._folders = {str(Path(path).absolute().parent) for path in paths}
        self._changed = asyncio.Event()
        self._instance: _Instance | None = None

    def __enter__(self) -> "Watcher":
        loop = asyncio.get_running_loop()
        instance = _INSTANCES.get(loop)
        if instance is None:
            instance = _INSTANCES[loop] = _Instance()
        for folder in self._folders:
            instance.add(folder, self._changed)
        self._instance = instance
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._instance is not None:
            self._instance.remove(self._changed)

    async def wait(self, seconds: float) -> None:
        """Return at a change in one of the folders, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
            await asyncio.sleep(SETTLE_SECONDS)
        except TimeoutError:
            pass  # the time has passed without a change
        finally:
            self._changed.clear()


class _Instance:
    """Open while anybody watches, and read by the loop that it was first used in."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = -1
        self._folders: dict[int, set[asyncio.Event]] = {}  # by watch: one for a folder, however many ask

    def add(self, folder: str, changed: asyncio.Event) -> None:
        if self._fd < 0:
            self._fd = self._libc.inotify_init1(_CLOEXEC_NONBLOCK)
            if self._fd < 0:
                return
            asyncio.get_running_loop().add_reader(self._fd, self._read)
        watch = self._libc.inotify_add_watch(self._fd, os.fsencode(folder), _MASK)
        self._folders.setdefault(watch, set()).add(changed)  # -1 where the folder cannot be watched

    def remove(self, changed: asyncio.Event) -> None:
        for watch, asking in list(self._folders.items()):
            asking.discard(changed)
            if not asking:
                del self._folders[watch]
                self._libc.inotify_rm_watch(self._fd, watch)
        if self._fd >= 0 and not self._folders:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for watch in watches(os.read(self._fd, 65536)):
                told = self._folders.values() if watch == _OVERFLOW else (self._folders.get(watch, set()),)
                for changed in set().union(*told):
                    changed.set()


def watches(events: bytes) -> list[int]:
    """The watches that a read from an inotify instance tells of. Pure."""
    found, at = [], 0
    while at < len(events):
        watch, _, _, length = _HEAD.unpack_from(events, at)
        found.append(watch)
        at += _HEAD.size + length
    return found


# A loop's instance belongs to it as its selector does, and goes with it.
_INSTANCES: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Instance]" = weakref.WeakKeyDictionary()
