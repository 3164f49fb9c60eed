"""The two kinds of tables that calicoctl prints. Pure.

Source: Go's text/tabwriter with minimum width 5 and padding 3, and olekukonko/tablewriter with its defaults.
"""

import re
from collections.abc import Iterable, Sequence

_LEAST, _PADDING = 5, 3
_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lines of padded cells, the last one too, and an empty line after them."""
    lines = [headings, *rows]
    widths = [
        max(_LEAST, max(len(line[index]) for line in lines) + _PADDING) for index in range(len(headings))
    ]
    text = ["".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*text, "", ""])


def box(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A frame of + - |; headings in the middle of their columns, numbers to the right."""
    lines = [headings, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(headings))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    head = _line(_middle(cell, width) for cell, width in zip(headings, widths, strict=True))
    body = [_line(_aligned(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([rule, head, rule, *body, *([rule] if body else []), ""])


def _line(cells: Iterable[str]) -> str:
    return "".join(["|", *(f" {cell} |" for cell in cells)])


def _middle(text: str, width: int) -> str:
    left = (width - len(text)) // 2
    return " " * left + text + " " * (width - len(text) - left)


def _aligned(text: str, width: int) -> str:
    return text.rjust(width) if _NUMBER.fullmatch(text) else text.ljust(width)


def figure(number: float) -> str:
    """A count as Go's %.5g writes it."""
    return f"{number:.5g}"


def share(number: float, whole: float) -> str:
    """A count and its percentage."""
    return f"{figure(number)} ({100 * number / whole:.0f}%)"
