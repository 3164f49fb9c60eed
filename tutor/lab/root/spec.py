"""What to run, as the supervisor asks a host's init for it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

NO_FD = -1
"""In `ProcessSpec.fds`: /dev/null."""


@dataclasses.dataclass(frozen=True)
class ProcessSpec:
    """One process: either `argv` is executed, or `entry` ("module:function") is called in the forked child.

    An entry is imported before the namespaces and the root are entered, gets `entry_args` as one list of
    strings, and returns the exit code. `pod` is the id of a sandbox ("" is the host itself); `root` is a
    directory of the sandbox's mount namespace to make the root ("" is as is). With `tty` the process leads a
    session whose controlling terminal is fd 0. `title` is what `ps` shows of an entry.
    """

    argv: tuple[str, ...] = ()
    entry: str = ""
    entry_args: tuple[str, ...] = ()
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    cwd: str = "/"
    pod: str = ""
    root: str = ""
    tty: bool = False
    title: str = ""
    fds: tuple[int, int, int] = (NO_FD, NO_FD, NO_FD)

    def __post_init__(self) -> None:
        if bool(self.argv) == bool(self.entry):
            raise ValueError("a process needs either argv or entry")

    def message(self) -> tuple[dict[str, Any], list[int]]:
        """As it travels: the words, with the index of each descriptor in the list beside them."""
        words = dataclasses.asdict(self)
        passed = [fd for fd in self.fds if fd != NO_FD]
        places = iter(range(len(passed)))
        words["fds"] = [NO_FD if fd == NO_FD else next(places) for fd in self.fds]
        words["env"] = dict(self.env)
        return words, passed


def parse(words: dict[str, Any], passed: list[int]) -> ProcessSpec:
    """Read `ProcessSpec.message` back, with the descriptors as they are numbered here."""
    stdin, stdout, stderr = (NO_FD if place == NO_FD else passed[place] for place in words["fds"])
    return ProcessSpec(
        argv=tuple(words["argv"]),
        entry=words["entry"],
        entry_args=tuple(words["entry_args"]),
        env=words["env"],
        cwd=words["cwd"],
        pod=words["pod"],
        root=words["root"],
        tty=words["tty"],
        title=words["title"],
        fds=(stdin, stdout, stderr),
    )
