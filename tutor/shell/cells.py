"""Reads painted rows out of libghostty's render state: runs of text with one style.

A cell is a 64-bit value that stands for letter, width and style number together. Each distinct value is
taken apart once through the library's own accessor and remembered, so a row costs a dictionary look-up
per cell and one call per change of style.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from pyghostty import _ffi

ffi, lib = _ffi.ffi, _ffi.lib

Rgb = tuple[int, int, int]
Colour = int | Rgb | None
"""A palette index 0-255, a colour of its own, or the terminal's default."""


@dataclass(frozen=True)
class Style:
    """How a run is painted (SGR, ECMA-48 8.3.117)."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    blink: bool = False
    inverse: bool = False
    invisible: bool = False
    strikethrough: bool = False


PLAIN = Style()


class Run(NamedTuple):
    """Neighbouring cells of one style."""

    text: str
    style: Style


class _Cell(NamedTuple):
    letter: str
    """"" for the second half of a wide letter."""
    style: int
    """The style number, 0 for plain; numbers mean something within their row only."""
    fixed: Style | None
    """The style itself, of a cell that is nothing but background."""
    grapheme: bool
    """A letter with marks: more than one code point, kept beside the cell."""


_KEYS = ("CODEPOINT", "CONTENT_TAG", "WIDE", "STYLE_ID")
_MOST = 1 << 16


class Cells:
    """Takes cells apart; keeps what it has learnt, up to 65,536 distinct cells."""

    def __init__(self) -> None:
        self._known: dict[int, _Cell] = {}
        self._style = ffi.new("GhosttyStyle*")
        self._style.size = ffi.sizeof("GhosttyStyle")
        self._colour = ffi.new("GhosttyColorRgb*")
        self._palette = ffi.new("uint8_t*")
        self._view = ffi.new("GhosttyCellsView*")
        self._out = [ffi.new(t) for t in ("uint32_t*", "int*", "int*", "uint16_t*")]
        self._values = ffi.new(f"void*[{len(_KEYS)}]", self._out)
        keys = [getattr(lib, f"GHOSTTY_CELL_DATA_{key}") for key in _KEYS]
        self._keys = ffi.new("GhosttyCellData[]", keys)
        self._written = ffi.new("size_t*")

    def row(self, iterator: Any, handle: Any) -> tuple[Run, ...]:
        """The row where `iterator` stands, as runs whose widths add up to the row's; `handle` is cells
        storage."""
        key = lib.GHOSTTY_RENDER_STATE_ROW_DATA_CELLS_RAW
        _ffi.check(lib.ghostty_render_state_row_get(iterator[0], key, self._view), "row")
        raw = memoryview(ffi.buffer(self._view.ptr, self._view.len * 8)).cast("Q").tolist()
        known = self._known
        runs: list[Run] = []
        letters: list[str] = []
        styles: dict[int, Style] = {0: PLAIN}
        look = _Look(iterator, handle, self._style)
        current = PLAIN
        for x, value in enumerate(raw):
            cell = known.get(value) or self._learn(value)
            style = cell.fixed or styles.get(cell.style)
            if style is None:
                style = styles[cell.style] = look.style(x)
            if style != current:
                if letters:
                    runs.append(Run("".join(letters), current))
                    letters = []
                current = style
            letters.append(look.grapheme(x) or cell.letter if cell.grapheme else cell.letter)
        runs.append(Run("".join(letters), current))
        return tuple(runs)

    def _learn(self, value: int) -> _Cell:
        if len(self._known) >= _MOST:
            self._known.clear()
        _ffi.check(
            lib.ghostty_cell_get_multi(value, len(_KEYS), self._keys, self._values, self._written), "cell"
        )
        codepoint, tag, wide, style = (out[0] for out in self._out)
        letter = (
            chr(codepoint) if codepoint >= 32 and tag <= lib.GHOSTTY_CELL_CONTENT_CODEPOINT_GRAPHEME else " "
        )
        if wide == lib.GHOSTTY_CELL_WIDE_SPACER_TAIL:
            letter = ""
        grapheme = tag == lib.GHOSTTY_CELL_CONTENT_CODEPOINT_GRAPHEME
        cell = self._known[value] = _Cell(letter, style, self._background(value, tag), grapheme)
        return cell

    def _background(self, value: int, tag: int) -> Style | None:
        """The style of a cell without a letter, which holds its colour in place of one."""
        if tag == lib.GHOSTTY_CELL_CONTENT_BG_COLOR_PALETTE:
            _ffi.check(
                lib.ghostty_cell_get(value, lib.GHOSTTY_CELL_DATA_COLOR_PALETTE, self._palette), "palette"
            )
            return Style(bg=int(self._palette[0]))
        if tag == lib.GHOSTTY_CELL_CONTENT_BG_COLOR_RGB:
            _ffi.check(lib.ghostty_cell_get(value, lib.GHOSTTY_CELL_DATA_COLOR_RGB, self._colour), "colour")
            return Style(bg=(self._colour.r, self._colour.g, self._colour.b))
        return None


class _Look:
    """Asks the library about single cells of one row; costs nothing until the first question."""

    def __init__(self, iterator: Any, handle: Any, style: Any) -> None:
        self._iterator = iterator
        self._handle = handle
        self._style = style
        self._ready = False

    def style(self, x: int) -> Style:
        """The style of column `x`."""
        _ffi.check(self._get(x, lib.GHOSTTY_RENDER_STATE_ROW_CELLS_DATA_STYLE, self._style), "style")
        return _style(self._style[0])

    def grapheme(self, x: int) -> str:
        """All code points of column `x`; "" where it has none."""
        size = ffi.new("uint32_t*")
        if self._get(x, lib.GHOSTTY_RENDER_STATE_ROW_CELLS_DATA_GRAPHEMES_LEN, size) or not size[0]:
            return ""
        points = ffi.new("uint32_t[]", size[0])
        _ffi.check(self._get(x, lib.GHOSTTY_RENDER_STATE_ROW_CELLS_DATA_GRAPHEMES_BUF, points), "grapheme")
        return "".join(map(chr, points))

    def _get(self, x: int, key: int, out: Any) -> int:
        if not self._ready:
            cells = lib.GHOSTTY_RENDER_STATE_ROW_DATA_CELLS
            _ffi.check(lib.ghostty_render_state_row_get(self._iterator[0], cells, self._handle), "cells")
            self._ready = True
        _ffi.check(lib.ghostty_render_state_row_cells_select(self._handle[0], x), "select")
        return int(lib.ghostty_render_state_row_cells_get(self._handle[0], key, out))


def _style(raw: Any) -> Style:
    return Style(
        fg=_colour(raw.fg_color),
        bg=_colour(raw.bg_color),
        bold=raw.bold,
        faint=raw.faint,
        italic=raw.italic,
        underline=bool(raw.underline),
        blink=raw.blink,
        inverse=raw.inverse,
        invisible=raw.invisible,
        strikethrough=raw.strikethrough,
    )


def _colour(raw: Any) -> Colour:
    if raw.tag == lib.GHOSTTY_STYLE_COLOR_PALETTE:
        return int(raw.value.palette)
    if raw.tag == lib.GHOSTTY_STYLE_COLOR_RGB:
        return (raw.value.rgb.r, raw.value.rgb.g, raw.value.rgb.b)
    return None
