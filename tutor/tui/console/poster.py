"""What of a join code a window has room for: its letters as large as they go, and the QR code where room is left. Pure.

A whole class types the code, so the letters come first. What stands in front of a code's slash, a host's name, is no
part of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tutor.tui.console import blocks, qr

BETWEEN = (4, 1)
"""Columns, and lines, between letters and QR code."""
MARGIN = 1
"""Columns at either side of the letters."""


class Poster(NamedTuple):
    """Lines of letters and of a QR code, either of them empty where there is no room."""

    letters: Sequence[str] = ()
    code: Sequence[str] = ()
    beside: bool = False
    """Whether the QR code stands beside the letters, else below them."""

    @property
    def between(self) -> tuple[int, int]:
        """Lines above the QR code and columns to its left: it stands apart from the letters, or below their middle."""
        if not self.letters or not self.code:
            return (0, 0)
        if self.beside:
            return (0, BETWEEN[0])
        return (BETWEEN[1], max(0, len(self.letters[0]) - len(self.code[0])) // 2)


def parted(code: str) -> tuple[str, str]:
    """The name in front, with its slash, or ""; and what is drawn large."""
    name, slash, rest = code.rpartition("/")
    return name + slash, rest


def poster(code: str, cols: int, lines: int) -> Poster:
    """The letters, and the QR code if there is room for it as well."""
    letters = _letters(parted(code)[1], cols, lines)
    if not letters:
        return picture(code, cols, lines)
    width, height = max(map(len, letters)), len(letters)
    for beside, room in (
        (True, (cols - width - BETWEEN[0], lines)),
        (False, (cols, lines - height - BETWEEN[1])),
    ):
        if (found := picture(code, *room)).code:
            return found._replace(letters=letters, beside=beside)
    return Poster(letters)


def picture(code: str, cols: int, lines: int) -> Poster:
    """The QR code alone, as large as it goes."""
    found = qr.modules(code)
    for large in (True, False):
        wide, high = qr.size(found, large=large)
        if wide <= cols and high <= lines:
            return Poster(code=qr.large(found) if large else qr.small(found))
    return Poster()


def _letters(code: str, cols: int, lines: int) -> Sequence[str]:
    """As few lines of groups as there can be, of the largest letters that fit."""
    groups = code.split("-")
    for large in (True, False):
        for rows in range(1, len(groups) + 1):
            for end in ("-", ""):  # a code that goes on below says so, where there is room for that
                texts = _spread(groups, rows, end)
                widest = max(blocks.size(text, large=large)[0] for text in texts)
                drawn = blocks.lines(texts, large=large)
                if widest <= cols - 2 * MARGIN and len(drawn) <= lines:
                    return [line.ljust(widest) for line in drawn]
    return ()


def _spread(groups: Sequence[str], rows: int, end: str) -> list[str]:
    """So many lines, as even as may be."""
    each = -(-len(groups) // rows)
    parts = ["-".join(groups[at : at + each]) for at in range(0, len(groups), each)]
    return [part + end for part in parts[:-1]] + parts[-1:]
