"""Which programs a line typed into a shell runs, and with which words. Pure.

Not a shell: variables stay as they are written ("$IP:80") unless their values are asked for, and what branches would
do is not worked out. It sees through pipelines, lists, subshells, $(…) and `…`, redirections, assignments in front of a
command, here-documents, comments, and the words that only wrap another command (sudo, time, watch …).
Grammar: POSIX.1-2017, XCU 2.10.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tutor.checkapi.commandline import tokens, variables

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
        "watch",
        "timeout",
        "setsid",
        "unbuffer",
    }
)
SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash"})
VALUED: Mapping[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p"}),
    "env": frozenset({"-u", "-C", "--unset", "--chdir"}),
    "exec": frozenset({"-a"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "timeout": frozenset({"-s", "--signal"}),
}
"""Flags of wrappers that take a value which is not a number."""

NUMBER = re.compile(r"[\d.]+[smhd]?|\{\}")
"""What wrappers take besides: `timeout 5s`, `watch -n 1`, `xargs -I {}`."""


@dataclass(frozen=True)
class Call:
    """A program and its words, quotes removed."""

    program: str
    words: tuple[str, ...]


XARGS_VALUED = frozenset({"-I", "-d", "-n", "-P", "-L", "-s", "-E", "-a"})
ITEM = "{}"
"""What stands for an item that xargs reads, whatever the line calls it."""

DEEPEST = 12
"""Substitutions within substitutions that are looked into."""


HEADS = frozenset({"for", "case", "select", "function"})
"""Words behind which no program stands, but names and values."""
LOOPS = frozenset({"for", "while", "until", "select"})


def calls(
    line: str, *, known: variables.Known | None = None, nested: bool = True, deepest: int = DEEPEST
) -> list[Call]:
    """Every program that the line runs, in the order in which they are written.

    With `known`, values of variables, a program is there once for each value that its words may have; what the line
    itself sets is added to them. Without `nested`, programs whose output is only a word of the line are left out.
    """
    found: list[Call] = []
    if not deepest:
        return found
    for words, substitutions in tokens.commands(line):
        for inner in substitutions if nested else ():
            found.extend(calls(inner, known=_copy(known), deepest=deepest - 1))
        for reading in [words] if known is None else variables.readings(words, known):
            if call := _call(reading):
                found.append(call)
                if inner := _own_line(call):
                    found.extend(calls(inner, known=_copy(known), nested=nested, deepest=deepest - 1))
        if known is not None:
            variables.learn(words, known)
    return found


def loops(line: str, *, deepest: int = DEEPEST) -> bool:
    """Whether the line repeats something: for, while, until."""
    if not deepest:
        return False
    for words, nested in tokens.commands(line):
        first = next((word for word in words if word not in variables.BEFORE - LOOPS), "")
        call = _call(words)
        inside = [*nested, *([_own_line(call)] if call else [])]
        if first in LOOPS or any(loops(inner, deepest=deepest - 1) for inner in inside if inner):
            return True
    return False


def _copy(known: variables.Known | None) -> variables.Known | None:
    """What a subshell sets is its own."""
    return None if known is None else dict(known)


def _own_line(call: Call) -> str:
    """The line that `sh -c "…"` runs; "" for any other program."""
    if call.program in SHELLS and "-c" in call.words[:-1]:
        return call.words[call.words.index("-c") + 1]
    return ""


def _call(words: list[str]) -> Call | None:
    """The program behind reserved words, assignments and wrappers."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in HEADS:
            return None
        if word == "xargs":
            _skip_xargs(rest)
        elif word in WRAPPERS:
            _skip_flags(word, rest)
        elif word in RESERVED or ASSIGNMENT.fullmatch(word):
            continue
        elif " " in word.strip():  # what a variable held: `$K get pods`
            rest[:0] = word.split()
        else:
            program = word.rsplit("/", 1)[-1]
            return Call(program, tuple(rest)) if program else None
    return None


def _skip_xargs(rest: list[str]) -> None:
    """Remove xargs' own flags from the front; its items are called `{}` from here on (-I % has them called %)."""
    mark = ""
    while rest and rest[0].startswith("-"):
        flag = rest.pop(0)
        if flag[:2] in XARGS_VALUED:
            value = flag[2:] or (rest.pop(0) if rest else "")
            mark = value if flag[:2] == "-I" else mark
    if mark:
        rest[:] = [word.replace(mark, ITEM) for word in rest]


def _skip_flags(wrapper: str, rest: list[str]) -> None:
    """Remove a wrapper's own flags and numbers from the front."""
    while rest and (rest[0].startswith("-") or NUMBER.fullmatch(rest[0])):
        if rest.pop(0) in VALUED.get(wrapper, ()) and rest:
            rest.pop(0)
