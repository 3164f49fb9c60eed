"""Cuts a shell's line into simple commands: words, redirections, substitutions. Pure.

Grammar: POSIX.1-2017, XCU 2.3 and 2.10.
"""

import re
from collections.abc import Iterator

OPERATORS = re.compile(r"\|\||&&|\|&|;;|[|&;()\n]")
REDIRECTION = re.compile(r"(?:\d+|&)?(?:<<<|<<-?|>>|[<>]&|<>|>\||[<>])")
LONGEST = 65536
"""Characters of a line that are looked at."""

HERE = re.compile(r"<<-?\s*(['\"]?)([\w.-]+)\1")


def commands(line: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words and the texts of the substitutions of each command; redirections are left out."""
    line = _without_here_documents(line[:LONGEST])
    words: list[str] = []
    nested: list[str] = []
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
            _, at = _word(line, _blank(line, at + found.end()), nested)
        elif found := OPERATORS.match(rest):
            yield words, nested
            words, nested = [], []
            at += found.end()
        else:
            word, at = _word(line, at, nested)
            words.append(word)
    yield words, nested


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
