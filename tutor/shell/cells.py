"""Reads painted rows out of libghostty's render state: runs of text with one style.

A cell is a 64-bit value that stands for letter, width and style number together. Each distinct value is
taken apart once through the library's own accessor and remembered, so a row costs a dictionary look-up
per cell and one call per change of style.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

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


Kind = int | Style
"""What cells of one run share: a style's number (0 for plain; it means something within its row only), -1 less
that number for letters with marks, which are kept beside the cell, or the style itself of a cell that is nothing
but background."""

_KEYS = ("CODEPOINT", "CONTENT_TAG", "WIDE", "STYLE_ID")
_MOST = 1 << 16


class Cells:
    """Takes cells apart; keeps what it has learnt, up to 65,536 distinct cells."""

    def __init__(self) -> None:
        self._letters = _Learning(self._letter)
        self._kinds = _Learning(self._kind)
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
        """The row where `iterator` stands, as runs that fill it; `handle` is storage for its cells."""
        key = lib.GHOSTTY_RENDER_STATE_ROW_DATA_CELLS_RAW
        _ffi.check(lib.ghostty_render_state_row_get(iterator[0], key, self._view), "row")
        raw = memoryview(ffi.buffer(self._view.ptr, self._view.len * 8)).cast("Q").tolist()
        kind, letter = self._kinds.__getitem__, self._letters.__getitem__
        if not any(map(kind, raw)):
            return (Run("".join(map(letter, raw)), PLAIN),)
        look = _Look(iterator, handle, self._style)
        runs: list[Run] = []
        at = 0
        for shared, group in itertools.groupby(raw, kind):
            values = list(group)
            text = "".join(map(letter, values))
            if isinstance(shared, int) and shared < 0:
                text = "".join(look.grapheme(at + n) or letter(value) for n, value in enumerate(values))
                shared = -1 - shared
            style = look.style(at, shared) if isinstance(shared, int) else shared
            if runs and runs[-1].style == style:
                text = runs.pop().text + text
            runs.append(Run(text, style))
            at += len(values)
        return tuple(runs)

    def _take_apart(self, value: int) -> tuple[int, int, int, int]:
        """Code point, content tag, width and style number of a cell."""
        found = lib.ghostty_cell_get_multi(value, len(_KEYS), self._keys, self._values, self._written)
        _ffi.check(found, "cell")
        codepoint, tag, wide, style = (int(out[0]) for out in self._out)
        return codepoint, tag, wide, style

    def _letter(self, value: int) -> str:
        """What the cell shows; "" for the second half of a wide letter."""
        codepoint, tag, wide, _ = self._take_apart(value)
        if wide == lib.GHOSTTY_CELL_WIDE_SPACER_TAIL:
            return ""
        is_letter = codepoint >= 32 and tag <= lib.GHOSTTY_CELL_CONTENT_CODEPOINT_GRAPHEME
        return chr(codepoint) if is_letter else " "

    def _kind(self, value: int) -> Kind:
        _, tag, _, style = self._take_apart(value)
        if tag == lib.GHOSTTY_CELL_CONTENT_CODEPOINT_GRAPHEME:
            return -1 - style
        if tag == lib.GHOSTTY_CELL_CONTENT_BG_COLOR_PALETTE:
            key = lib.GHOSTTY_CELL_DATA_COLOR_PALETTE
            _ffi.check(lib.ghostty_cell_get(value, key, self._palette), "palette")
            return Style(bg=int(self._palette[0]))
        if tag == lib.GHOSTTY_CELL_CONTENT_BG_COLOR_RGB:
            _ffi.check(lib.ghostty_cell_get(value, lib.GHOSTTY_CELL_DATA_COLOR_RGB, self._colour), "colour")
            return Style(bg=(self._colour.r, self._colour.g, self._colour.b))
        return style


Learnt = TypeVar("Learnt")


class _Learning(dict[int, Learnt]):
    """Asks about a cell once, and forgets all when it knows too many."""

    def __init__(self, ask: Callable[[int], Learnt]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, value: int) -> Learnt:
        if len(self) >= _MOST:
            self.clear()
        found = self[value] = self._ask(value)
        return found


class _Look:
    """Asks the library about single cells of one row; costs nothing until the first question."""

    def __init__(self, iterator: Any, handle: Any, style: Any) -> None:
        self._iterator = iterator
        self._handle = handle
        self._style = style
        self._ready = False
        self._styles: dict[int, Style] = {0: PLAIN}

    def style(self, x: int, number: int) -> Style:
        """The style with that number, which column `x` has."""
        if (known := self._styles.get(number)) is not None:
            return known
        _ffi.check(self._get(x, lib.GHOSTTY_RENDER_STATE_ROW_CELLS_DATA_STYLE, self._style), "style")
        found = self._styles[number] = _style(self._style[0])
        return found

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
