"""Rows of a VT screen as strips of the tutor's own screen."""

import functools

from rich import color, segment
from rich import style as rich_style
from textual import strip

from tutor.shell import cells
from tutor.tui import theme


def row(runs: tuple[cells.Run, ...], cursor: int | None, *, focused: bool) -> strip.Strip:
    """One row; `cursor` is the column to mark, as a block where the terminal has the keyboard, else
    underlined."""
    segments = [segment.Segment(run.text, style(run.style)) for run in runs]
    painted = strip.Strip(segments)
    if cursor is None:
        return painted
    width = painted.cell_length
    if cursor >= width:
        painted = strip.Strip([*segments, segment.Segment(" " * (cursor + 1 - width), style(cells.PLAIN))])
    size = 2 if _wide(painted, cursor) else 1
    before, under, after = painted.divide([cursor, cursor + size, max(width, cursor + size)])
    mark = rich_style.Style(reverse=True) if focused else rich_style.Style(underline=True)
    marked = [segment.Segment(text, (look or style(cells.PLAIN)) + mark) for text, look, _ in under]
    return strip.Strip([*before, *marked, *after])


def _wide(painted: strip.Strip, at: int) -> bool:
    return any(part.cell_length == 2 for part in painted.crop(at, at + 2) if len(part.text) == 1)


@functools.lru_cache(maxsize=4096)
def style(look: cells.Style) -> rich_style.Style:
    """A terminal's style in the theme's colours."""
    fg = _colour(look.fg, theme.FOREGROUND)
    # Bold dark colours are shown bright, as terminals have done since they had eight.
    if look.bold and isinstance(look.fg, int) and look.fg < 8:
        fg = color.Color.from_rgb(*theme.palette(look.fg + 8))
    return rich_style.Style(
        color=fg,
        bgcolor=_colour(look.bg, theme.BACKGROUND),
        bold=look.bold,
        dim=look.faint,
        italic=look.italic,
        underline=look.underline,
        reverse=look.inverse,
        conceal=look.invisible,
        strike=look.strikethrough,
    )


def _colour(found: cells.Colour, default: cells.Rgb) -> color.Color:
    if found is None:
        return color.Color.from_rgb(*default)
    return color.Color.from_rgb(*(theme.palette(found) if isinstance(found, int) else found))
