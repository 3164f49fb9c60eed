"""Becoming root of a user namespace: with the user's ranges by newuidmap(1), or with the one id that needs no help."""

import os
import shutil
import signal
import subprocess

from tutor.lab.root import subids, syscalls

SINGLE_ID = (
    "only your own user id is mapped into the lab: tcpdump and other tools cannot drop privileges there"
    " (install uidmap and give yourself a range in /etc/subuid and /etc/subgid)"
)


def enter() -> list[str]:
    """Make this process root of a new user namespace; notes on what does not work in it.

    Raises PermissionError where the machine forbids user namespaces.
    """
    user, group, pid = os.geteuid(), os.getegid(), os.getpid()
    ranges = _ranges(user)
    told, tell = os.pipe()
    helper = os.fork() if ranges else 0
    if ranges and helper == 0:
        os.close(tell)
        _map_when_told(told, pid, (user, group), ranges)
    os.close(told)
    try:
        syscalls.unshare(syscalls.CLONE_NEWUSER)
    except BaseException:
        if helper:
            os.kill(helper, signal.SIGKILL)
            os.waitpid(helper, 0)
        raise
    if helper:
        os.write(tell, b"!")
        os.close(tell)
        mapped = os.waitstatus_to_exitcode(os.waitpid(helper, 0)[1]) == 0
    else:
        mapped = False
    if not mapped:
        map_single(user, group)
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    if mapped:
        os.setgroups([0])
    return [] if mapped else [SINGLE_ID]


def _ranges(user: int) -> "tuple[subids.Range, subids.Range] | None":
    if not (shutil.which("newuidmap") and shutil.which("newgidmap")):
        return None
    name = subids.user_name(user)
    users = subids.find(subids.read("/etc/subuid"), name, user)
    groups = subids.find(subids.read("/etc/subgid"), name, user)
    return (users, groups) if users and groups else None


def _map_when_told(
    told: int, pid: int, own: tuple[int, int], ranges: "tuple[subids.Range, subids.Range]"
) -> None:
    """The helper's life: it stayed in the parent's user namespace, where the set-uid programs work."""
    status = 1
    try:
        if os.read(told, 1):
            for program, inner, extra in zip(("newuidmap", "newgidmap"), own, ranges, strict=True):
                words = [program, str(pid), "0", str(inner), "1", "1", str(extra.first), str(extra.count)]
                subprocess.run(words, check=True)
            status = 0
    finally:
        os._exit(status)


def map_single(user: int, group: int) -> None:
    """Be root of a fresh user namespace with one id alone, which needs nobody's help (user_namespaces(7))."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
