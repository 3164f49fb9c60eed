"""A watched terminal's line: its text and its colours, and nothing else that it may hold. Pure.

A frame comes from another's machine. Of escape sequences only SGR (ECMA-48 8.3.117, `ESC [ ... m`) means anything
here; all others are left out, and what is left is cleaned like all foreign words. Nothing of it reaches the
instructor's terminal but letters, painted by us.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from tutor.shell import cells
from tutor.tui.console import clean

LINE_LIMIT = 4000
_SEQUENCE = re.compile(
    r"\x1b\[([0-9;:]*)m"  # SGR
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # another control sequence
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)"  # a string: title, link, clipboard, device control
    r"|\x1b[ -/]*[0-~]?"  # any other escape
)
_FLAGS = {
    1: ("bold", True), 2: ("faint", True), 3: ("italic", True), 4: ("underline", True), 5: ("blink", True),
    7: ("inverse", True), 8: ("invisible", True), 9: ("strikethrough", True), 21: ("underline", True),
    23: ("italic", False), 24: ("underline", False), 25: ("blink", False), 27: ("inverse", False),
    28: ("invisible", False), 29: ("strikethrough", False),
}  # fmt: skip


def runs(line: str) -> tuple[cells.Run, ...]:
    """The line as runs of one style each."""
    return tuple(_runs(line[:LINE_LIMIT]))


def _runs(line: str) -> Iterator[cells.Run]:
    look, at = cells.PLAIN, 0
    for found in _SEQUENCE.finditer(line):
        if text := clean.block(line[at : found.start()]).replace("\n", " "):
            yield cells.Run(text, look)
        if found[1] is not None:
            look = _changed(look, _numbers(found[1]))
        at = found.end()
    if text := clean.block(line[at:]).replace("\n", " "):
        yield cells.Run(text, look)


def _numbers(text: str) -> list[int]:
    return [int(part[:4]) if part else 0 for part in text.replace(":", ";").split(";")][:32]


def _changed(look: cells.Style, numbers: Sequence[int]) -> cells.Style:
    at = 0
    while at < len(numbers):
        number = numbers[at]
        at += 1
        if number in (38, 48):
            colour, at = _extended(numbers, at)
            look = _coloured(look, colour, ground=number == 48)
        else:
            look = _simple(look, number)
    return look


def _simple(look: cells.Style, number: int) -> cells.Style:
    if number == 0:
        return cells.PLAIN
    if number == 22:
        return dataclasses.replace(look, bold=False, faint=False)
    if number in _FLAGS:
        name, on = _FLAGS[number]
        return dataclasses.replace(look, **{name: on})
    for first, ground, bright in ((30, False, 0), (40, True, 0), (90, False, 8), (100, True, 8)):
        if first <= number < first + 8:
            return _coloured(look, number - first + bright, ground=ground)
    return _coloured(look, None, ground=number == 49) if number in (39, 49) else look


def _coloured(look: cells.Style, colour: cells.Colour, *, ground: bool) -> cells.Style:
    return dataclasses.replace(look, bg=colour) if ground else dataclasses.replace(look, fg=colour)


def _extended(numbers: Sequence[int], at: int) -> tuple[cells.Colour, int]:
    """A colour of 256 (`5;n`) or of red, green, blue (`2;r;g;b`), and where it ends."""
    kind = numbers[at] if at < len(numbers) else 0
    if kind == 5 and at + 1 < len(numbers):
        return min(numbers[at + 1], 255), at + 2
    if kind == 2 and at + 3 < len(numbers):
        red, green, blue = (min(one, 255) for one in numbers[at + 1 : at + 4])
        return (red, green, blue), at + 4
    return None, len(numbers)
