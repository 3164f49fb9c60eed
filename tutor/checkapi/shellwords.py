"""Which programs a line typed into a shell runs, and with which words. Pure.

Not a shell: variables stay as they are written ("$IP:80"), and what loops and branches would do is not worked
out. It sees through pipelines, lists, subshells, $(…) and `…`, redirections, assignments in front of a command,
here-documents, comments, and the words that only wrap another command (sudo, time, watch …).
Grammar: POSIX.1-2017, XCU 2.10.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = re.compile(r"\|\||&&|\|&|;;|[|&;()\n]")
REDIRECTION = re.compile(r"(?:\d+|&)?(?:<<<|<<-?|>>|[<>]&|<>|>\||[<>])")
HERE = re.compile(r"<<-?\s*(['\"]?)([\w.-]+)\1")
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
    """A program and its words, quotes removed. `silent` means that its output goes to a file."""

    program: str
    words: tuple[str, ...]
    silent: bool = False


DEEPEST = 12
"""Substitutions within substitutions that are looked into."""


def calls(line: str, *, deepest: int = DEEPEST) -> list[Call]:
    """Every program that the line runs, in the order in which they are written."""
    found: list[Call] = []
    if not deepest:
        return found
    for words, silent, nested in _commands(_without_here_documents(line)):
        for inner in nested:
            found.extend(calls(inner, deepest=deepest - 1))
        if call := _call(words, silent):
            found.append(call)
            # `sh -c "…"` runs a line of its own.
            if call.program in SHELLS and "-c" in call.words[:-1]:
                found.extend(calls(call.words[call.words.index("-c") + 1], deepest=deepest - 1))
    return found


def _call(words: list[str], silent: bool) -> Call | None:
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
            return Call(program, tuple(rest), silent) if program else None
    return None


def _skip_flags(rest: list[str]) -> None:
    """Remove a wrapper's own flags and numbers from the front."""
    while rest and (rest[0].startswith("-") or NUMBER.fullmatch(rest[0])):
        if rest.pop(0) in VALUED and rest:
            rest.pop(0)


def _without_here_documents(line: str) -> str:
    """The line without the bodies of its here-documents."""
    kept: list[str] = []
    waiting: list[str] = []
    for row in line.split("\n"):
        if waiting:
            if row.strip() == waiting[0]:
                waiting.pop(0)
            continue
        kept.append(row)
        waiting = [found[2] for found in HERE.finditer(row)] if "<<<" not in row else []
    return "\n".join(kept)


def _commands(line: str) -> Iterator[tuple[list[str], bool, list[str]]]:
    """Words, whether output goes to a file, and the texts of substitutions, command by command."""
    words: list[str] = []
    nested: list[str] = []
    silent = False
    at = 0
    while at < len(line):
        rest = line[at:]
        if rest.startswith("\\\n"):
            at += 2
        elif rest[0] in " \t":
            at += 1
        elif rest[0] == "#":
            at += len(rest.partition("\n")[0])
        elif found := REDIRECTION.match(rest):
            target, at = _word(line, _blank(line, at + found.end()), nested)
            silent = silent or (">" in found[0] and "&" not in found[0][1:] and not found[0].startswith("2"))
            silent = silent and target not in ("/dev/stderr", "/dev/tty")
        elif found := OPERATORS.match(rest):
            yield words, silent, nested
            words, nested, silent = [], [], False
            at += found.end()
        else:
            word, at = _word(line, at, nested)
            words.append(word)
    yield words, silent, nested


def _blank(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t":
        at += 1
    return at


def _word(line: str, at: int, nested: list[str]) -> tuple[str, int]:
    """The word that begins at `at` with its quotes removed, and where it ends."""
    word = ""
    while at < len(line):
        char = line[at]
        if char == "'":
            end = _find(line, "'", at + 1)
            word, at = word + line[at + 1 : end], end + 1
        elif char == '"':
            text, at = _quoted(line, at + 1, nested)
            word += text
        elif char == "\\":
            word, at = word + line[at + 1 : at + 2], at + 2
        elif char == "`" or line.startswith("$(", at):
            text, at = _substitution(line, at, nested)
            word += text
        elif char in " \t\n;|&()<>":
            break
        else:
            word, at = word + char, at + 1
    return word, at


def _quoted(line: str, at: int, nested: list[str]) -> tuple[str, int]:
    """What stands between double quotes, and the place behind them."""
    text = ""
    while at < len(line) and line[at] != '"':
        if line[at] == "\\" and at + 1 < len(line) and line[at + 1] in '"\\$`\n':
            text, at = text + line[at + 1].replace("\n", ""), at + 2
        elif line[at] == "`" or line.startswith("$(", at):
            inner, at = _substitution(line, at, nested)
            text += inner
        else:
            text, at = text + line[at], at + 1
    return text, at + 1


def _substitution(line: str, at: int, nested: list[str]) -> tuple[str, int]:
    """A `…` or $(…) as it is written; its inside is added to `nested`."""
    if line[at] == "`":
        end = _find(line, "`", at + 1)
        nested.append(line[at + 1 : end])
        return line[at : end + 1], end + 1
    depth, end, quote = 0, at + 1, ""
    while end < len(line):
        char = line[end]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                break
        end += 1
    nested.append(line[at + 2 : end])
    return line[at : end + 1], end + 1


def _find(line: str, mark: str, at: int) -> int:
    """Where the closing mark stands; the end of the line where it is missing."""
    end = line.find(mark, at)
    return len(line) if end < 0 else end
