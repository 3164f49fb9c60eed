"""The supervisor's own root: nothing of the machine that is not needed, and nothing of it writable."""

import os
import shutil
from pathlib import Path

from tutor.base import errors
from tutor.lab.root import accounts, mounts, places, syscalls

POINTS = ("/mnt", "/media", "/srv", "/opt", "/run", "/tmp", "/var")


def enter(tools: str, folders: list[str]) -> None:
    """Build a root in memory and pivot into it; this process must have a mount and a pid namespace of its own.

    `tools` is the folder of unpacked tools ("" for none), `folders` are shown read-only at their own paths.
    """
    mounts.private()
    new = _point([*folders, *([tools] if tools else []), "/dev"])
    mounts.tmpfs(new)
    for name in (
        places.BASE,
        "/proc",
        "/sys",
        "/dev",
        "/tmp",
        "/run/k8stutor",
        "/var",
        places.NEW_HOST,
        places.LAYERS,
    ):
        os.makedirs(f"{new}/{name}")
    bases(new, tools)
    shown(new, "", folders)
    mounts.devices(f"{new}/dev")
    mounts.own_kernel_views(new)
    syscalls.pivot_root(new)


def copy_etc() -> int:
    """Start to copy the machine's /etc below BASE; the pid of the copier, to be waited for.

    A copy, not a view: in a user namespace nobody may write what the machine's root owns, and containers mount
    single files such as /etc/hosts, below which an overlay is refused. Secrets stay unreadable and are left out.
    """
    words = ["cp", "-dR", "--preserve=mode", f"{places.BASE}/machine-etc/.", f"{places.BASE}/etc"]
    null = os.open("/dev/null", os.O_RDWR)
    try:
        # The caller's PATH may name folders only that are not shown in here.
        program = shutil.which("cp", path=os.defpath) or "cp"
        return os.posix_spawn(program, words, {}, file_actions=[(os.POSIX_SPAWN_DUP2, null, 2)])
    finally:
        os.close(null)


def finish_etc(copier: int) -> None:
    """Wait for the copy, and add the users that the tools run as."""
    os.waitpid(copier, 0)
    syscalls.umount(f"{places.BASE}/machine-etc")
    os.rmdir(f"{places.BASE}/machine-etc")
    etc = Path(places.BASE) / "etc"
    passwd, group = etc / "passwd", etc / "group"
    for file in (passwd, group):
        file.touch()
    group.write_text(accounts.with_groups(group.read_text()))
    passwd.write_text(accounts.with_users(passwd.read_text(), group.read_text()))


def bases(new: str, tools: str) -> None:
    """Show the machine's system folders and the tools below BASE, and link to them from the root."""
    folder("/usr", f"{new}{places.BASE}/usr")
    folder("/etc", f"{new}{places.BASE}/machine-etc")
    os.mkdir(f"{new}{places.BASE}/etc")
    for name in places.SYSTEM_FOLDERS:
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
