"""Becoming root of a user namespace: with all ids that the caller may map, or with the one that needs no help.

The machine's own root enters one as well, with every id mapped to itself. That keeps accidents inside: no devices, no
modules, and what is machine-wide in /proc and /sys is mounted read-only. It does not hold against intent: its ids are
the machine's, so a root who mounts /proc anew in a lab started by root reaches the machine's settings. A lab started by
an ordinary user has no such way.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable

from tutor.lab.root import subids, syscalls

SINGLE_ID = (
    "only your own user id is mapped into the lab: whoever changes user stays root there, and pods that ask for another"
    " user do not start (install uidmap and give yourself a range in /etc/subuid and /etc/subgid)"
)

Mapper = Callable[[int], None]
"""Writes the maps of a process's new user namespace, from the old one. Raises OSError or CalledProcessError."""


def enter() -> list[str]:
    """Make this process root of a new user namespace; notes on what does not work in it.

    Raises OSError where the machine forbids user namespaces.
    """
    user, group = os.geteuid(), os.getegid()
    mapper = _mapper(user, group)
    mapped = _unshare(mapper) if mapper else _unshare_alone()
    if not mapped:
        map_single(user, group)
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    if mapped:
        os.setgroups([0])
    return [] if mapped else [SINGLE_ID]


def map_single(user: int, group: int) -> None:
    """Be root of a fresh user namespace with one id alone, which needs nobody's help (user_namespaces(7))."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _mapper(user: int, group: int) -> Mapper | None:
    if user == 0:
        return _identity
    if not (shutil.which("newuidmap") and shutil.which("newgidmap")):
        return None
    name = subids.user_name(user)
    users = subids.find(subids.read("/etc/subuid"), name, user)
    groups = subids.find(subids.read("/etc/subgid"), name, user)
    if users is None or groups is None:
        return None
    return lambda pid: _by_programs(pid, (user, users), (group, groups))


def _identity(pid: int) -> None:
    for name in ("uid_map", "gid_map"):
        with open(f"/proc/self/{name}") as own:
            lines = [line.split() for line in own]
        with open(f"/proc/{pid}/{name}", "w") as theirs:
            theirs.write("".join(f"{inside} {inside} {count}\n" for inside, _, count in lines))


def _by_programs(pid: int, user: tuple[int, subids.Range], group: tuple[int, subids.Range]) -> None:
    for program, (own, extra) in (("newuidmap", user), ("newgidmap", group)):
        words = [program, str(pid), "0", str(own), "1", "1", str(extra.first), str(extra.count)]
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)


def _unshare_alone() -> bool:
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    return False


def _unshare(mapper: Mapper) -> bool:
    """Enter a new user namespace that a helper, which stays in the old one, maps; whether it could."""
    pid = os.getpid()
    told, tell = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(tell)
        _map_when_told(told, lambda: mapper(pid))
    os.close(told)
    try:
        syscalls.unshare(syscalls.CLONE_NEWUSER)
    except OSError:
        os.kill(helper, signal.SIGKILL)
        os.waitpid(helper, 0)
        raise
    os.write(tell, b"!")
    os.close(tell)
    return os.waitstatus_to_exitcode(os.waitpid(helper, 0)[1]) == 0


def _map_when_told(told: int, work: Callable[[], None]) -> None:
    """The helper's whole life."""
    status = 1
    try:
        if os.read(told, 1):
            work()
            status = 0
    except (OSError, subprocess.SubprocessError):
        pass  # told by the status: there is the single id to fall back on
    finally:
        os._exit(status)
