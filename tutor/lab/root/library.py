"""Keeps Python's library importable in processes whose root has none: by descriptors instead of paths.

/proc/self/fd/N leads to an open directory from within any root and mount namespace that has a /proc (proc(5)). So the
folders of sys.path are opened once, in the process that all others are forked from, and every path that the import
system uses is written anew with them.
"""

import fcntl
import os
import sys
from collections.abc import Callable

FIRST = 900
"""The descriptors begin here, out of the way of everything else; children keep `FIRST` up to `kept()`."""


def pin(hold: Callable[[str], int]) -> None:
    """Open the folders of sys.path, and let the import system find all modules through them.

    `hold` makes a descriptor of a folder. Of a process that others may look into it must be a detached mount
    (`syscalls.open_tree`): from any other descriptor, ".." leads to the root that it was opened in.
    """
    pinned: dict[str, str] = {}
    for path in sys.path:
        if os.path.isdir(path):
            plain = hold(path)
            pinned[path] = f"/proc/self/fd/{fcntl.fcntl(plain, fcntl.F_DUPFD_CLOEXEC, FIRST)}"
            os.close(plain)
    sys.path[:] = [moved(path, pinned) for path in sys.path]
    for module in list(sys.modules.values()):
        # A namespace package computes its path from sys.path by itself.
        if isinstance(places := getattr(module, "__path__", None), list):
            places[:] = [moved(place, pinned) for place in places]
    sys.path_importer_cache.clear()


def moved(path: str, pinned: dict[str, str]) -> str:
    """`path` below the longest of the pinned folders that holds it; unchanged where none does."""
    for folder in sorted(pinned, key=len, reverse=True):
        if path == folder or path.startswith(f"{folder}/"):
            return pinned[folder] + path[len(folder) :]
    return path


def close_others(kept: int) -> None:
    """Close every descriptor but 0, 1, 2, `kept` (below FIRST), and the pinned folders."""
    last = FIRST + sum(path.startswith("/proc/self/fd/") for path in sys.path)
    os.closerange(3, kept)
    os.closerange(kept + 1, FIRST)
    os.closerange(last, 1 << 16)
