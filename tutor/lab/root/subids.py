"""Ranges of subordinate user and group ids (subuid(5))."""

import dataclasses
import pwd


@dataclasses.dataclass(frozen=True)
class Range:
    """`count` ids from `first` on."""

    first: int
    count: int


USABLE = 65536
"""Ids that a system's own users and groups need."""


def read(path: str) -> str:
    """The file's text; empty where there is none."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def user_name(user: int) -> str:
    """The login name; empty for a user id without one."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return ""


def find(text: str, name: str, user: int) -> Range | None:
    """The largest range of a user, named by login or by number."""
    found: list[Range] = []
    for line in text.splitlines():
        parts = line.strip().split(":")
        if len(parts) == 3 and parts[0] in (name, str(user)) and parts[1].isdigit() and parts[2].isdigit():
            found.append(Range(int(parts[1]), int(parts[2])))
    return max(found, key=lambda some: some.count, default=None)
