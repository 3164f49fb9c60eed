"""A writable view of the machine's folders, also where overlayfs takes some of them only piece by piece."""

import errno
import os
import shutil

from tutor.lab.root import mounts, syscalls

DEEPEST = 3
"""Below that a folder that cannot be layered is shown as it is, read-only."""


def show(target: str, lowers: list[str], writable: str, *, depth: int = 0) -> None:
    """`target`, an empty folder, shows `lowers` (first wins) below what lies in `writable`/upper already.

    In a user namespace overlayfs refuses a folder below which something is mounted (EINVAL), such as /usr where
    /usr/lib/wsl is a mount: then its folders are layered one by one. Raises OSError.
    """
    try:
        mounts.overlay(target, lowers, writable)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        if depth < DEEPEST:
            _piecewise(target, lowers, writable, depth)
        else:
            syscalls.bind(lowers[0], target, read_only=True)


def _piecewise(target: str, lowers: list[str], writable: str, depth: int) -> None:
    upper = f"{writable}/upper"
    for name in sorted({name for folder in (upper, *lowers) for name in os.listdir(folder)}):
        there, own = f"{target}/{name}", f"{upper}/{name}"
        found = [path for path in (f"{lower}/{name}" for lower in lowers) if os.path.lexists(path)]
        if found and os.path.isdir(found[0]) and not os.path.islink(found[0]):
            below = f"{writable}/below/{name}"
            os.makedirs(below)
            if os.path.isdir(own):
                os.rename(own, f"{below}/upper")
            os.mkdir(there)
            folders = [path for path in found if os.path.isdir(path) and not os.path.islink(path)]
            show(there, folders, below, depth=depth + 1)
        elif os.path.lexists(own):
            _copy(own, there)
        else:
            _single(found[0], there)


def _copy(own: str, there: str) -> None:
    if os.path.isdir(own) and not os.path.islink(own):
        shutil.copytree(own, there, symlinks=True)
    else:
        shutil.copy2(own, there, follow_symlinks=False)


def _single(path: str, there: str) -> None:
    """A link or a file: small enough to be there by itself."""
    if os.path.islink(path):
        os.symlink(os.readlink(path), there)
    elif os.path.isfile(path):
        with open(there, "w"):
            syscalls.bind(path, there, read_only=True)
