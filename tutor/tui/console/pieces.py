"""From words and their looks to painted lines, for the tables of the console. Pure.

Tables paint themselves line by line: at a thousand learners one widget a row would be a thousand widgets.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich import cells, segment
from rich import style as rich_style
from textual import strip

from tutor.tui import theme
from tutor.tui.console import signs

_THEME = theme.THEME
_COLOURS = {
    "": _THEME.foreground,
    "dim": "#7d8899",
    "primary": _THEME.primary,
    "secondary": _THEME.secondary,
    "accent": _THEME.accent,
    "success": _THEME.success,
    "warning": _THEME.warning,
    "error": _THEME.error,
}
BACKGROUND = _THEME.background or ""
MARKED = "#2b3a55"
"""Behind the line under the cursor, which has a ▶ as well."""


class Piece(NamedTuple):
    """Some words of one look; `colour` is one of the theme's names, "" for plain."""

    text: str
    colour: str = ""
    bold: bool = False
    filled: bool = False
    """On that colour, dark."""


def sign(one: signs.Sign) -> Piece:
    """A sign as it is drawn everywhere."""
    return Piece(one.text, one.colour, bold=True, filled=one.filled)


def fit(text: str, width: int) -> str:
    """The text in exactly so many cells, its end cut off with an ellipsis where it is longer."""
    if width <= 0:
        return ""
    if cells.cell_len(text) <= width:
        return cells.set_cell_size(text, width)
    return cells.set_cell_size(cells.set_cell_size(text, width - 1).rstrip() + "…", width)


def width(parts: Iterable[Piece]) -> int:
    """Cells that the pieces take."""
    return sum(cells.cell_len(part.text) for part in parts)


def line(parts: Sequence[Piece], cols: int, *, marked: bool = False) -> strip.Strip:
    """One line of exactly `cols` cells."""
    ground = MARKED if marked else BACKGROUND
    made = [segment.Segment(part.text, _style(part[1:], ground)) for part in parts if part.text]
    return strip.Strip(made).adjust_cell_length(cols, _style(("", False, False), ground))


@functools.lru_cache(maxsize=256)
def _style(look: tuple[str, bool, bool], ground: str) -> rich_style.Style:
    colour, bold, filled = look
    own = _COLOURS[colour]
    if filled:
        return rich_style.Style(color=_THEME.background, bgcolor=own, bold=True)
    return rich_style.Style(color=own, bgcolor=ground, bold=bold)
