"""Paths of another root, such as a host's, read from here as a process with that root reads them.

Through /proc/PID/root a link to /etc leads to the /etc of whoever follows it (proc(5)): whoever is root on a host could
have the supervisor read and write its own files so.
"""

import errno
import os

MOST_LINKS = 40
"""As the kernel's (path_resolution(7))."""


def within(root: str, path: str) -> str:
    """Where `path` lies below `root`, without any link in it; what is not there is taken as it is written.

    Raises OSError (ELOOP) where links lead on and on.
    """
    done: list[str] = []
    left = path.split("/")[::-1]
    links = 0
    while left:
        part = left.pop()
        if part == "..":
            del done[-1:]
        elif part not in ("", "."):
            to = _link("/".join((root, *done, part)))
            links += bool(to)
            if links > MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
            if not to:
                done.append(part)
            elif to.startswith("/"):
                done.clear()
            left += to.split("/")[::-1]
    return "/".join((root, *done)) if done else f"{root}/"


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""  # no link, or nothing at all
