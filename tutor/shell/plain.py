"""What a terminal would show of a stream, as plain text. Pure.

Enough of ECMA-48 for the output of commands: colours vanish, a carriage return lets a line be written
over, backspaces step back, erasing erases. Moves up and down are not followed: a command's output is lines. Only
what was drawn on the alternate screen stays, as lines of its own, although it leaves a real terminal with its
program: whoever looked at something in a pager has seen it.
"""

import re
from collections.abc import Iterator

_ALTERNATE = re.compile(r"\x1b\[\?(?:1049|1047|47)h(.*?)(?:\x1b\[\?(?:1049|1047|47)l|\Z)", re.DOTALL)
_PLACE = re.compile(r"\x1b\[[0-9;]*[HfdABEF]|\x1bM")
"""Moves to another line: CUP, HVP, VPA, CUU to CPL (curses takes what is shortest); RI, by which a pager goes back."""
_STRING = re.compile(r"\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)", re.DOTALL)
"""OSC, DCS, SOS, PM and APC strings, to BEL or ST."""
_STYLE = re.compile(r"\x1b\[[0-9;:]*m")
_CSI = re.compile(r"\x1b\[([0-9;:?<=>!]*)[ -/]*([@-~])")
_C1 = re.compile("[\x80-\x9f]+")
"""The controls of one byte, as UTF-8 writes them: some terminals obey them, no program that means well sends them."""
_ESCAPE = re.compile(r"\x1b[ -/]*[0-~]?")
_TOKEN = re.compile(r"\x1b\[([0-9;:?<=>!]*)[ -/]*([@-~])|([\x00-\x1f\x7f])|([^\x00-\x1f\x7f]+)")
_PLAIN_LINE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")


def text(data: bytes) -> str:
    """`data` as lines joined by "\\n". Bytes that are not UTF-8 become U+FFFD."""
    raw = _C1.sub("", data.decode("utf-8", errors="replace"))
    if "\x1b" in raw:
        raw = _STYLE.sub("", _STRING.sub("", _ALTERNATE.sub(_drawn, raw)))
    raw = raw.replace("\r\n", "\n")
    return "\n".join(_line(line) for line in raw.split("\n"))


def _drawn(found: re.Match[str]) -> str:
    """What a program drew on the alternate screen, a line wherever it went to another one."""
    lines = _PLACE.sub("\n", found[1]).split("\n")
    kept = "\n".join(line for line in lines if line.strip("\r"))
    return f"\n{kept}\n" if kept else ""


def _line(line: str) -> str:
    if _PLAIN_LINE.fullmatch(line):
        return line
    cells: list[str] = []
    at = 0
    for token in _tokens(line):
        at = _apply(cells, at, token)
    return "".join(cells)


def _tokens(line: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(line):
        if token := _TOKEN.match(line, at):
            if token[3] == "\x1b":
                # Some other escape: charset, keypad and the like; nothing to show.
                escape = _ESCAPE.match(line, at)
                at = escape.end() if escape else at + 1
                continue
            yield token
            at = token.end()
        else:
            at += 1


def _apply(cells: list[str], at: int, token: re.Match[str]) -> int:
    """Write one token into the line at column `at`; the new column."""
    if token[4]:
        if at > len(cells):
            cells.extend(" " * (at - len(cells)))
        cells[at : at + len(token[4])] = token[4]
        return at + len(token[4])
    if token[3]:
        return _control(cells, at, token[3])
    return _move(cells, at, token[1], token[2])


def _control(cells: list[str], at: int, control: str) -> int:
    if control == "\r":
        return 0
    if control == "\b":
        return max(0, at - 1)
    if control == "\t":
        cells[at : at + 1] = "\t"
        return at + 1
    return at


def _move(cells: list[str], at: int, parameters: str, final: str) -> int:
    count = int(parameters) if parameters.isdigit() else 0
    match final:
        case "K" if count == 0:
            del cells[at:]
        case "K" if count == 2:
            cells.clear()
        case "K":
            cells[:at] = " " * min(at, len(cells))
        case "J" if count == 0:
            del cells[at:]
        case "C":
            return at + max(1, count)
        case "D":
            return max(0, at - max(1, count))
        case "G":
            return max(0, count - 1)
        case "P":
            del cells[at : at + max(1, count)]
    return at
