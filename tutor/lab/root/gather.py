"""Gathers the facts for `preflight`: reads settings, and tries the lab's namespaces in a child."""

import os
import platform
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

from tutor.lab.root import mountinfo, mounts, preflight, subids, syscalls, userns

SYSCTL = "/proc/sys"

NAMESPACES = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWIPC
)


def facts() -> preflight.Facts:
    """All facts of this machine, for this user."""
    if platform.system() != "Linux":
        return preflight.Facts(system=platform.system())
    user = os.geteuid()
    name = subids.user_name(user)
    errno, step = attempt()
    return preflight.Facts(
        kernel=_kernel(platform.release()),
        user=user,
        trial=errno,
        trial_step=step,
        seccomp="Seccomp:\t0" not in _text("/proc/self/status"),
        container=_container(),
        covered=mountinfo.covered(_text("/proc/self/mountinfo")),
        newuidmap=bool(shutil.which("newuidmap") and shutil.which("newgidmap")),
        ranges=all(subids.find(subids.read(f"/etc/sub{kind}"), name, user) for kind in ("uid", "gid")),
        filesystems=frozenset(line.split()[-1] for line in _text("/proc/filesystems").splitlines() if line),
        devices=frozenset(device for device in mounts.DEVICES if os.path.exists(f"/dev/{device}")),
        files=_files(),
        watchers=_number(f"{SYSCTL}/fs/inotify/max_user_instances"),
        apparmor_restricts=_number(f"{SYSCTL}/kernel/apparmor_restrict_unprivileged_userns"),
        max_user_namespaces=_number(f"{SYSCTL}/user/max_user_namespaces"),
        unprivileged_clone=_number(f"{SYSCTL}/kernel/unprivileged_userns_clone"),
    )


def attempt() -> tuple[int, str]:
    """Make the lab's namespaces and mounts in a child: (0, "") or the errno and the step that was refused."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        step, number = "", 0
        try:
            for step, work in _steps():  # noqa: B007 - the step that raised is what is told
                work()
            step = ""
        except OSError as error:
            number = error.errno or 1
        finally:
            os.write(tell, f"{number} {step}".encode())
            os._exit(0)
    os.close(tell)
    with open(told) as answer:
        number_text, _, name = answer.read().partition(" ")
    os.waitpid(child, 0)
    return int(number_text or 1), name


def _steps() -> list[tuple[str, Callable[[], None]]]:
    first = [] if os.geteuid() == 0 and _is_capable() else [("user", _own_user)]
    return [
        *first,
        ("namespaces", lambda: syscalls.unshare(NAMESPACES)),
        ("mount", _mount),
        ("overlay", _overlay),
        ("proc", _proc),
    ]


def _own_user() -> None:
    user, group = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    userns.map_single(user, group)


def _is_capable() -> bool:
    """Whether this root has CAP_SYS_ADMIN (21), which a container's root often lacks."""
    for line in _text("/proc/self/status").splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) & (1 << 21))
    return False


POINT = "/tmp"


def _mount() -> None:
    mounts.private()
    mounts.tmpfs(POINT)


def _overlay() -> None:
    for name in ("lower", "layers", "shown"):
        os.mkdir(f"{POINT}/{name}")
    mounts.overlay(f"{POINT}/shown", [f"{POINT}/lower"], f"{POINT}/layers")


def _proc() -> None:
    """A /proc of the new pid namespace's, in its first process: nobody else may mount it."""
    os.mkdir(f"{POINT}/proc")
    child = os.fork()
    if child == 0:
        number = 0
        try:
            syscalls.mount("proc", f"{POINT}/proc", "proc", syscalls.MS_NOSUID)
        except OSError as error:
            number = error.errno or 1
        finally:
            os._exit(number)
    _, status = os.waitpid(child, 0)
    if number := os.waitstatus_to_exitcode(status):
        raise OSError(number, os.strerror(abs(number)))


def _container() -> str:
    for file, engine in (("/.dockerenv", "docker"), ("/run/.containerenv", "podman")):
        if os.path.exists(file):
            return engine
    return _text("/run/systemd/container").strip()


def _kernel(release: str) -> tuple[int, int]:
    major, _, rest = release.partition(".")
    minor = "".join(digit for digit in rest.partition(".")[0] if digit.isdigit())
    return int(major), int(minor or 0)


def _files() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return preflight.Facts.files if hard == resource.RLIM_INFINITY else hard


def _number(path: str) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
