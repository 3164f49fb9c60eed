"""Long sentences in lines that end between words: a terminal would break them in the midst of one."""

import shutil

from tutor.base import cells

WIDEST = 100
"""Cells of a line that is still easily read."""


def folded(text: str, width: int | None = None) -> str:
    """`text` with no line wider than `width` cells, by default the terminal's; longer words stay whole.

    Korean takes two cells a letter (UAX #11).
    """
    room = width or min(shutil.get_terminal_size().columns, WIDEST)
    return "\n".join(_folded(line, room) for line in text.split("\n"))


def _folded(line: str, room: int) -> str:
    lines: list[str] = [""]
    for word in line.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cells.width(joined) > room:
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)
