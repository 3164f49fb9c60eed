"""The root filesystem of one host: the machine's /usr and /etc below a writable layer in memory, the rest fresh."""

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from tutor.lab.root import labroot, layers, mounts, places, syscalls

POINT = places.NEW_HOST
LAYERS = places.LAYERS

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

KERNEL_VIEWS = ("proc", "sys", "dev")

OWNED = (
    "/etc",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/share",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/local/lib",
)


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
    _system(host)
    _home()
    labroot.shown(POINT, "", list(host.folders))
    mounts.devices(f"{POINT}/dev")
    syscalls.mount(places.BASE, _made(f"{POINT}{places.HOST_BASE}"), flags=syscalls.MS_BIND | syscalls.MS_REC)
    mounts.own_kernel_views(POINT)
    syscalls.pivot_root(POINT)


def resume(disk: int) -> None:
    """Pivot into the root of an earlier life, as a machine boots from its disk: /run and /tmp are empty again."""
    mounts.private()
    syscalls.move_mount(disk, POINT)
    for name in KERNEL_VIEWS:
        syscalls.umount(f"{POINT}/{name}")
    if os.path.ismount(f"{POINT}/run"):
        syscalls.umount(f"{POINT}/run")
    mounts.tmpfs(f"{POINT}/run")
    os.makedirs(f"{POINT}/run/lock")
    os.chmod(f"{POINT}/run/lock", FRESH["/run/lock"])
    syscalls.mount(places.BASE, _made(f"{POINT}{places.HOST_BASE}"), flags=syscalls.MS_BIND | syscalls.MS_REC)
    _empty(f"{POINT}/tmp", os.lstat(f"{POINT}/tmp").st_dev)
    mounts.devices(f"{POINT}/dev")
    mounts.own_kernel_views(POINT)
    syscalls.pivot_root(POINT)


def _empty(folder: str, device: int) -> None:
    """Remove what lies in a folder, but nothing of the machine's that is shown there: that is another device."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.stat(follow_symlinks=False).st_dev == device:
                _empty(entry.path, device)
                with contextlib.suppress(OSError):  # it holds something that is shown
                    os.rmdir(entry.path)
        else:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)


def _made(path: str) -> str:
    os.makedirs(path, exist_ok=True)
    return path


def _fresh() -> None:
    for path, mode in FRESH.items():
        os.makedirs(f"{POINT}{path}", exist_ok=True)
        os.chmod(f"{POINT}{path}", mode)
    os.symlink("/run", f"{POINT}/var/run")
    os.symlink("/run/lock", f"{POINT}/var/lock")


def _system(host: HostRoot) -> None:
    mounts.tmpfs(LAYERS)
    # What lies in the upper layer from the start belongs to the lab's root, also where that is no real root.
    for path in OWNED:
        os.makedirs(f"{LAYERS}{_upper(path)}", exist_ok=True)
    _write(host, lambda path: f"{LAYERS}{_upper(path)}" if _is_layered(path) else f"{POINT}{path}")
    for name in places.SYSTEM_FOLDERS:
        tools = f"{places.BASE}/tools/{name}"
        lowers = [f"{places.BASE}/{name}", *([tools] if os.path.isdir(tools) else [])]
        os.mkdir(f"{POINT}/{name}")
        layers.show(f"{POINT}/{name}", lowers, f"{LAYERS}/{name}")
    # The layers live on: the overlays hold them. Nobody else needs to see them.
    syscalls.umount(LAYERS)
    for name in places.ROOT_LINKS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{POINT}/{name}")
        elif os.path.isdir(f"/{name}"):
            labroot.folder(f"/{name}", f"{POINT}/{name}")


def _is_layered(path: str) -> bool:
    return path.split("/")[1] in places.SYSTEM_FOLDERS


def _upper(path: str) -> str:
    first, _, rest = path[1:].partition("/")
    return f"/{first}/upper/{rest}"


def _home() -> None:
    """What adduser(8) gives a new home."""
    for entry in os.scandir(f"{places.BASE}/etc/skel") if os.path.isdir(f"{places.BASE}/etc/skel") else ():
        if entry.is_file():
            shutil.copy(entry.path, f"{POINT}/root/{entry.name}")


def _write(host: HostRoot, place: Callable[[str], str]) -> None:
    for path, text in host.files.items():
        os.makedirs(os.path.dirname(place(path)), exist_ok=True)
        with open(place(path), "w") as file:
            file.write(text)
        if PurePosixPath(path).parent.name in ("bin", "sbin"):
            os.chmod(place(path), 0o755)  # noqa: S103 - a program that everyone may run
    for path, to in host.links.items():
        os.makedirs(os.path.dirname(place(path)), exist_ok=True)
        os.symlink(to, place(path))
