"""The mounts that every namespace of the lab has in common."""

import os
from pathlib import Path

from tutor.lab.root import syscalls

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
"""Bound from the machine: mknod(2) is refused in a user namespace."""

OPTIONAL_DEVICES = ("net/tun",)

DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "ptmx": "pts/ptmx",
    "core": "/proc/kcore",
}


def private() -> None:
    """Let no mount of this namespace reach another one."""
    syscalls.mount("none", "/", flags=syscalls.MS_REC | syscalls.MS_PRIVATE)


def tmpfs(target: str, *, mode: str = "755", size: str = "50%") -> None:
    """A memory file system; `size` bounds what a runaway writer can take of this one (several add up)."""
    syscalls.mount("tmpfs", target, "tmpfs", syscalls.MS_NOSUID, f"mode={mode},size={size}")


def overlay(target: str, lowers: list[str], writable: str) -> None:
    """`target` shows `lowers` (first wins) with changes kept below the directory `writable`.

    Raises OSError (EINVAL) where a lower directory holds mounts of another user namespace.
    """
    for part in ("upper", "work"):
        os.makedirs(f"{writable}/{part}", exist_ok=True)
    options = f"lowerdir={':'.join(lowers)},upperdir={writable}/upper,workdir={writable}/work"
    if not _marks_as_root(f"{writable}/upper"):
        options += ",userxattr"
    syscalls.mount("overlay", target, "overlay", data=options)


def _marks_as_root(folder: str) -> bool:
    """Whether overlayfs may keep its marks in trusted.* attributes, which needs the real root's power.

    Without them the mount succeeds all the same, and then no folder of a lower layer can be removed (EIO):
    in a user namespace the marks must be user.* attributes, which tmpfs has since Linux 6.6.
    """
    try:
        os.setxattr(folder, "trusted.k8stutor", b"")
        os.removexattr(folder, "trusted.k8stutor")
    except OSError:
        return False
    return True


def devices(target: str, source: str = "/dev") -> None:
    """A /dev at `target` with the harmless devices of `source`, and no terminals yet."""
    tmpfs(target, size="64k")
    for name in (*DEVICES, *OPTIONAL_DEVICES):
        if os.path.exists(f"{source}/{name}"):
            node = Path(target) / name
            node.parent.mkdir(exist_ok=True)
            node.touch()
            syscalls.mount(f"{source}/{name}", str(node), flags=syscalls.MS_BIND)
    for name, to in DEVICE_LINKS.items():
        os.symlink(to, f"{target}/{name}")
    for name in ("pts", "shm"):
        os.mkdir(f"{target}/{name}")


def own_kernel_views(root: str = "", *, network: bool = True) -> None:
    """The /proc, /sys and parts of /dev that show this process's own namespaces, below the new root `root`.

    In a user namespace the kernel allows this only while another /proc and /sys are in sight (fs/namespace.c,
    mount_too_revealing), so it must come before a pivot.
    """
    plain = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
    syscalls.mount("proc", f"{root}/proc", "proc", plain)
    _guard(f"{root}/proc")
    if network:
        sysfs(f"{root}/sys")
    syscalls.mount("devpts", f"{root}/dev/pts", "devpts", syscalls.MS_NOSUID | syscalls.MS_NOEXEC, DEVPTS)
    shared = syscalls.MS_NOSUID | syscalls.MS_NODEV
    syscalls.mount("tmpfs", f"{root}/dev/shm", "tmpfs", shared, "mode=1777,size=64m")


MACHINE_WIDE = ("bus", "fs", "irq", "sys", "sysrq-trigger")
"""Parts of /proc that act on the whole machine; the network's parameters below sys are each namespace's own."""


def _guard(proc: str) -> None:
    """Make what acts on the whole machine read-only.

    Where the lab's root is the machine's own id, the kernel lets it write these files, user namespace or not: they
    check the owner's id alone (kernel/sysctl.c, test_perm).
    """
    syscalls.mount(f"{proc}/sys/net", f"{proc}/sys/net", flags=syscalls.MS_BIND)
    for name in MACHINE_WIDE:
        if os.path.exists(f"{proc}/{name}"):
            syscalls.bind_over(f"{proc}/{name}")


DEVPTS = "newinstance,ptmxmode=0666,mode=0620"


def sysfs(target: str) -> bool:
    """Show the network namespace's /sys; False where the kernel refuses since the machine hides parts of its own."""
    flags = syscalls.MS_RDONLY | syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
    try:
        syscalls.mount("sysfs", target, "sysfs", flags)
    except PermissionError:
        return False
    return True
