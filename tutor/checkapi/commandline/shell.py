"""Which programs a line typed into a shell runs, and with which words. Pure.

Not a shell: variables stay as they are written ("$IP:80"), and what loops and branches would do is not worked
out. It sees through pipelines, lists, subshells, $(…) and `…`, redirections, assignments in front of a command,
here-documents, comments, and the words that only wrap another command (sudo, time, watch …).
Grammar: POSIX.1-2017, XCU 2.10.
"""

import re
from dataclasses import dataclass

from tutor.checkapi.commandline import tokens

ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=.*", re.DOTALL)
RESERVED = frozenset(
    {"if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}", "time"}
)
WRAPPERS = frozenset(
    {
        "sudo",
        "env",
        "command",
        "builtin",
        "eval",
        "exec",
        "nohup",
        "stdbuf",
        "nice",
        "xargs",
        "watch",
        "timeout",
    }
)
SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash"})
VALUED = frozenset({"-u", "-g", "-I"})
"""Flags of wrappers that take a value which is not a number."""

NUMBER = re.compile(r"[\d.]+[smhd]?|\{\}")
"""What wrappers take besides: `timeout 5s`, `watch -n 1`, `xargs -I {}`."""


@dataclass(frozen=True)
class Call:
    """A program and its words, quotes removed."""

    program: str
    words: tuple[str, ...]


DEEPEST = 12
"""Substitutions within substitutions that are looked into."""


def calls(line: str, *, deepest: int = DEEPEST) -> list[Call]:
    """Every program that the line runs, in the order in which they are written."""
    found: list[Call] = []
    if not deepest:
        return found
    for words, nested in tokens.commands(line):
        for inner in nested:
            found.extend(calls(inner, deepest=deepest - 1))
        if call := _call(words):
            found.append(call)
            # `sh -c "…"` runs a line of its own.
            if call.program in SHELLS and "-c" in call.words[:-1]:
                found.extend(calls(call.words[call.words.index("-c") + 1], deepest=deepest - 1))
    return found


def _call(words: list[str]) -> Call | None:
    """The program behind reserved words, assignments and wrappers."""
    rest = list(words)
    if rest and rest[0] in ("for", "case", "select", "function"):
        return None
    while rest:
        word = rest.pop(0)
        if word in WRAPPERS:
            _skip_flags(rest)
        elif word not in RESERVED and not ASSIGNMENT.fullmatch(word):
            program = word.rsplit("/", 1)[-1]
            return Call(program, tuple(rest)) if program else None
    return None


def _skip_flags(rest: list[str]) -> None:
    """Remove a wrapper's own flags and numbers from the front."""
    while rest and (rest[0].startswith("-") or NUMBER.fullmatch(rest[0])):
        if rest.pop(0) in VALUED and rest:
            rest.pop(0)
