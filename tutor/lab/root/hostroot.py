"""The root filesystem of one host: the machine's /usr and /etc below a writable layer in memory, the rest fresh."""

import dataclasses
import os
import shutil
from collections.abc import Mapping

from tutor.lab.root import labroot, mounts, places, syscalls

POINT = "/tmp"
LAYERS = "/var"
"""Folders of the supervisor's root that this mount namespace has no other use for."""

FRESH = {
    "/root": 0o700,
    "/home": 0o755,
    "/tmp": 0o1777,
    "/run/lock": 0o1777,
    "/var/cache": 0o755,
    "/var/lib": 0o755,
    "/var/log": 0o755,
    "/var/spool": 0o755,
    "/var/tmp": 0o1777,
    "/proc": 0o555,
    "/sys": 0o555,
    "/dev": 0o755,
    "/mnt": 0o755,
    "/opt": 0o755,
    "/srv": 0o755,
}


@dataclasses.dataclass(frozen=True)
class HostRoot:
    """What a host's root holds beside the system: files (path -> text), links (path -> target), folders shown."""

    files: Mapping[str, str]
    links: Mapping[str, str]
    folders: tuple[str, ...]


def enter(host: HostRoot) -> None:
    """Build the root and pivot into it; needs a mount and a pid namespace of its own."""
    mounts.private()
    mounts.tmpfs(POINT)
    _fresh()
    _system()
    labroot.shown(POINT, "", list(host.folders))
    mounts.devices(f"{POINT}/dev")
    syscalls.mount(places.BASE, _made(f"{POINT}{places.HOST_BASE}"), flags=syscalls.MS_BIND | syscalls.MS_REC)
    syscalls.pivot_root(POINT)
    mounts.own_kernel_views()
    _home()
    _write(host)


def _made(path: str) -> str:
    os.makedirs(path, exist_ok=True)
    return path


def _fresh() -> None:
    for path, mode in FRESH.items():
        os.makedirs(f"{POINT}{path}", exist_ok=True)
        os.chmod(f"{POINT}{path}", mode)
    os.symlink("/run", f"{POINT}/var/run")
    os.symlink("/run/lock", f"{POINT}/var/lock")


def _system() -> None:
    mounts.tmpfs(LAYERS)
    for name in places.SYSTEM_FOLDERS:
        lowers = [f"{places.BASE}/{name}"]
        if os.path.isdir(extra := f"{places.BASE}/tools/{name}"):
            lowers.append(extra)
        _layered(name, lowers)
    # The layers live on: the overlays hold them. Nobody else needs to see them.
    syscalls.umount(LAYERS)
    for name in places.ROOT_LINKS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{POINT}/{name}")
        elif os.path.isdir(f"/{name}"):
            labroot.folder(f"/{name}", f"{POINT}/{name}")


def _layered(name: str, lowers: list[str]) -> None:
    target, writable = _made(f"{POINT}/{name}"), f"{LAYERS}/{name}"
    try:
        mounts.overlay(target, lowers, writable)
    except OSError:
        if name != "etc":
            raise
        # Containers mount single files such as /etc/hosts, and overlayfs refuses a folder with locked mounts.
        for lower in reversed(lowers):
            _copied(lower, target)


def _copied(source: str, target: str) -> None:
    for entry in os.scandir(source):
        there = f"{target}/{entry.name}"
        if entry.is_symlink():
            if not os.path.lexists(there):
                os.symlink(os.readlink(entry.path), there)
        elif not os.access(entry.path, os.R_OK):
            continue  # a secret of the machine, such as /etc/shadow
        elif entry.is_dir():
            _copied(entry.path, _made(there))
        elif entry.is_file():
            shutil.copy2(entry.path, there)


def _home() -> None:
    if os.path.isdir("/etc/skel"):
        _copied("/etc/skel", "/root")


def _write(host: HostRoot) -> None:
    for path, text in host.files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.islink(path):  # such as /etc/resolv.conf, often a link to what a service writes
            os.unlink(path)
        with open(path, "w") as file:
            file.write(text)
    for path, to in host.links.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            os.unlink(path)
        os.symlink(to, path)
