"""Where things lie inside the lab, and which of the machine's folders it needs. Pure but for looking at sys."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

BASE = "/base"
"""In the supervisor's root: the machine's folders and the tools, read-only."""

HOST_BASE = "/run/k8stutor/base"
"""The same in a host's root: the lower layers for roots of containers (an overlay cannot lie on many overlays)."""

API_SOCKET = "/run/k8stutor/apiserver.sock"
"""In the supervisor's root only: plain HTTP, every caller is trusted."""

NEW_HOST = "/new-host"
LAYERS = "/layers"
"""Empty folders in the supervisor's root, where a host's own mount namespace builds its root."""

LOG = "/run/k8stutor/lab.log"
"""In the supervisor's root: what its processes print."""

SYSTEM_FOLDERS = ("usr", "etc")
"""What a host overlays: the machine's own first, then the unpacked tools."""

ROOT_LINKS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
"""Links into /usr on today's systems, folders of their own on older ones."""


def outermost(paths: Iterable[str]) -> list[str]:
    """The absolute paths that lie neither in the system's folders nor in one another, sorted."""
    found: list[PurePosixPath] = []
    for path in sorted({PurePosixPath(path) for path in paths if path.startswith("/")}):
        system = path.parts[1:2] and path.parts[1] in (*SYSTEM_FOLDERS, *ROOT_LINKS)
        if not system and len(path.parts) > 1 and not any(path.is_relative_to(outer) for outer in found):
            found.append(path)
    return [str(path) for path in found]


def shown_folders(package: str, *others: str) -> list[str]:
    """Every path outside the system's that this interpreter, `package` (the folder above tutor) and `others` need."""
    return outermost((sys.prefix, sys.base_prefix, package, *sys.path, *others))


def mount_point(candidates: Iterable[str], needed: list[str]) -> Iterator[str]:
    """The candidates that hide none of the needed paths when something is mounted there."""
    wanted = [PurePosixPath(path) for path in needed]
    return (path for path in candidates if not any(need.is_relative_to(path) for need in wanted))
