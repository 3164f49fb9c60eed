"""What a mountinfo file (proc(5)) tells of /proc. Pure."""

import re

EMPTY = ("/proc/fs/nfsd", "/proc/openprom", "/proc/sys/fs/binfmt_misc")
"""Folders that the kernel made to be mounted on: nothing is hidden by what covers them (fs/proc/generic.c,
proc_create_mount_point; fs/proc/proc_sysctl.c, register_sysctl_mount_point)."""


def covered(text: str) -> tuple[str, ...]:
    """The parts of /proc that other mounts cover, sorted: over these the kernel allows no new /proc in a user
    namespace (fs/namespace.c, mnt_already_visible)."""
    lines = [line.split(" ") for line in text.splitlines() if " - " in line]
    whole = {line[0] for line in lines if _unescaped(line[4]) == "/proc" and _kind(line) == "proc"}
    found = {_unescaped(line[4]) for line in lines if line[1] in whole}
    return tuple(sorted(found.difference(EMPTY)))


def _kind(line: list[str]) -> str:
    """The file system's; optional fields end with a dash."""
    return line[line.index("-", 6) + 1]


def _unescaped(path: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), path)
