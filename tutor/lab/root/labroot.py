"""The supervisor's own root: nothing of the machine that is not needed, and nothing of it writable."""

import os

from tutor.base import errors
from tutor.lab.root import mounts, places, syscalls

POINTS = ("/mnt", "/media", "/srv", "/opt", "/run", "/tmp", "/var")


def enter(tools: str, folders: list[str]) -> None:
    """Build a root in memory and pivot into it; this process must have a mount and a pid namespace of its own.

    `tools` is the folder of unpacked tools ("" for none), `folders` are shown read-only at their own paths.
    """
    mounts.private()
    new = _point([*folders, *([tools] if tools else []), "/dev"])
    mounts.tmpfs(new)
    for name in (places.BASE, "/proc", "/dev", "/tmp", "/run/k8stutor", "/var"):
        os.makedirs(f"{new}/{name}")
    bases(new, tools)
    shown(new, "", folders)
    mounts.devices(f"{new}/dev")
    syscalls.mount("proc", f"{new}/proc", "proc", syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC)
    syscalls.pivot_root(new)


def bases(new: str, tools: str) -> None:
    """Show the machine's system folders and the tools below BASE, and link to them from the root."""
    for name in places.SYSTEM_FOLDERS:
        folder(f"/{name}", f"{new}{places.BASE}/{name}")
        os.symlink(f"{places.BASE[1:]}/{name}", f"{new}/{name}")
    for name in places.ROOT_LINKS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{new}/{name}")
        elif os.path.isdir(f"/{name}"):
            folder(f"/{name}", f"{new}/{name}")
    if tools:
        folder(tools, f"{new}{places.BASE}/tools")


def shown(new: str, old: str, folders: list[str]) -> None:
    """Bind each folder of the root `old` read-only at its own path in the root `new`."""
    for path in folders:
        if os.path.isdir(f"{old}{path}"):
            folder(f"{old}{path}", f"{new}{path}")
        elif os.path.isfile(f"{old}{path}"):  # an entry of sys.path may be a zip file
            os.makedirs(os.path.dirname(f"{new}{path}"), exist_ok=True)
            with open(f"{new}{path}", "w"):
                syscalls.bind(f"{old}{path}", f"{new}{path}", read_only=True)


def folder(source: str, target: str) -> None:
    """Bind one folder read-only, making its mount point."""
    os.makedirs(target, exist_ok=True)
    syscalls.bind(source, target, read_only=True)


def _point(needed: list[str]) -> str:
    real = [*needed, *(os.path.realpath(path) for path in needed)]
    for path in places.mount_point(POINTS, real):
        if os.path.isdir(path) and not os.path.islink(path):
            return path
    raise errors.EnvironmentLacks(
        "there is no folder to mount the lab's root on",
        why=f"each of {', '.join(POINTS)} is missing or holds the tutor itself",
        todo="make an empty folder /mnt",
    )
