"""The system users that the tools' packages would have made when installed (passwd(5), group(5)). Pure."""

from collections.abc import Iterator

USERS = ("tcpdump", "frr", "redis")
GROUPS = (*USERS, "frrvty")
FIRST_ID = 980
"""Below 1000, where Debian's system users end, and above those that packages have by today."""


def with_groups(group: str) -> str:
    """/etc/group with the groups that it lacks; frr may use the terminal of FRR's daemons."""
    lines = group.splitlines()
    known = {line.partition(":")[0] for line in lines}
    numbers = _free(lines)
    for name in GROUPS:
        if name not in known:
            members = "frr" if name == "frrvty" else ""
            lines.append(f"{name}:x:{next(numbers)}:{members}")
    return "\n".join(lines) + "\n"


def with_users(passwd: str, group: str) -> str:
    """/etc/passwd with the users that it lacks, each in the group of its name."""
    lines = passwd.splitlines()
    known = {line.partition(":")[0] for line in lines}
    groups = {line.split(":")[0]: line.split(":")[2] for line in group.splitlines() if line.count(":") >= 3}
    numbers = _free(lines)
    for name in USERS:
        if name not in known:
            lines.append(f"{name}:x:{next(numbers)}:{groups[name]}::/nonexistent:/usr/sbin/nologin")
    return "\n".join(lines) + "\n"


def _free(lines: list[str]) -> Iterator[int]:
    taken = {line.split(":")[2] for line in lines if line.count(":") >= 3}
    return (number for number in range(FIRST_ID, 65000) if str(number) not in taken)
