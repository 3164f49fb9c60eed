"""The VT screen of one shell: bytes in, painted rows out. Wraps Ghostty's engine (libghostty-vt)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyghostty
from pyghostty import _ffi

from tutor.shell import cells

ffi, lib = _ffi.ffi, _ffi.lib

SCROLLBACK = 10_000
"""Lines kept above the screen."""


@dataclass(frozen=True)
class Cursor:
    """Where the next letter goes, in cells from the top left of what is shown."""

    x: int
    y: int
    visible: bool


@dataclass(frozen=True)
class Modes:
    """What the program in the terminal has asked for (DEC private modes, as xterm documents them)."""

    bracketed_paste: bool
    application_cursor: bool
    alternate_screen: bool
    mouse: bool


class Screen:
    """`rows` x `cols` cells over a scrollback; feed it, then ask which rows to paint anew.

    `on_reply` gets what the terminal answers to programs that ask it something; send it back to the program.
    """

    def __init__(
        self,
        rows: int,
        cols: int,
        *,
        scrollback: int = SCROLLBACK,
        on_reply: Callable[[bytes], None] | None = None,
    ) -> None:
        self.rows, self.cols = rows, cols
        self.terminal = pyghostty.Terminal(cols=cols, rows=rows, scrollback=scrollback)
        if on_reply:
            self.terminal.on_reply(on_reply)
        self._cells = cells.Cells()
        self._state = _new("GhosttyRenderState*", lib.ghostty_render_state_new, lib.ghostty_render_state_free)
        self._rows = _new(
            "GhosttyRenderStateRowIterator*",
            lib.ghostty_render_state_row_iterator_new,
            lib.ghostty_render_state_row_iterator_free,
        )
        self._row_cells = _new(
            "GhosttyRenderStateRowCells*",
            lib.ghostty_render_state_row_cells_new,
            lib.ghostty_render_state_row_cells_free,
        )
        self._painted: list[tuple[cells.Run, ...]] = []

    @property
    def handle(self) -> Any:
        """The engine's own terminal, for the library's other parts."""
        return self.terminal._t[0]  # noqa: SLF001 - the binding offers no public one

    def feed(self, data: bytes) -> None:
        """What the program has written, cut anywhere."""
        self.terminal.feed(data)

    def resize(self, rows: int, cols: int) -> None:
        """A new size in cells; lines of the main screen are wrapped anew."""
        self.rows, self.cols = rows, cols
        self.terminal.resize(cols, rows)

    def paint(self) -> list[int]:
        """Bring `row` up to date; the indices of the rows that have changed since the last call."""
        _ffi.check(lib.ghostty_render_state_update(self._state[0], self.handle), "update")
        dirty = ffi.new("int*")
        self._get("DIRTY", dirty)
        whole = dirty[0] == lib.GHOSTTY_RENDER_STATE_DIRTY_FULL or len(self._painted) != self.rows
        if not whole and dirty[0] == lib.GHOSTTY_RENDER_STATE_DIRTY_FALSE:
            return []
        changed = self._read_rows(whole=whole)
        _ffi.check(lib.ghostty_render_state_clean(self._state[0]), "clean")
        return changed

    def _read_rows(self, *, whole: bool) -> list[int]:
        self._get("ROW_ITERATOR", self._rows)
        before, self._painted = self._painted, list(self._painted)
        if whole and len(self._painted) != self.rows:
            self._painted = [(cells.Run(" " * self.cols, cells.PLAIN),)] * self.rows
        changed = []
        if whole:
            for y in range(self.rows):
                if not lib.ghostty_render_state_row_iterator_next(self._rows[0]):
                    break
                self._painted[y] = self._cells.row(self._rows, self._row_cells)
                if len(before) != self.rows or before[y] != self._painted[y]:
                    changed.append(y)
            return changed
        at = ffi.new("uint16_t*")
        while lib.ghostty_render_state_row_iterator_next_dirty(self._rows[0], at):
            self._painted[at[0]] = self._cells.row(self._rows, self._row_cells)
            changed.append(at[0])
        return changed

    def row(self, y: int) -> tuple[cells.Run, ...]:
        """Row `y` of what is shown, as of the last `paint`."""
        return self._painted[y] if y < len(self._painted) else ()

    @property
    def cursor(self) -> Cursor:
        """As of the last `paint`; invisible while scrolled away from it."""
        raw = ffi.new("GhosttyRenderStateCursor*")
        raw.size = ffi.sizeof("GhosttyRenderStateCursor")
        self._get("CURSOR", raw)
        return Cursor(raw.viewport_x, raw.viewport_y, bool(raw.visible and raw.viewport_has_value))

    @property
    def modes(self) -> Modes:
        """What the program has asked for."""
        terminal = self.terminal
        return Modes(
            bracketed_paste=terminal.mode(2004),
            application_cursor=terminal.mode(1),
            alternate_screen=terminal.get("active_screen", "int") != 0,
            mouse=bool(terminal.get("mouse_tracking", "bool")),
        )

    def scroll(self, lines: int) -> None:
        """Move what is shown up (negative) or down through the scrollback."""
        self._scroll(lib.GHOSTTY_SCROLL_VIEWPORT_DELTA, lines)

    def scroll_to_end(self) -> None:
        """Show the newest lines."""
        self._scroll(lib.GHOSTTY_SCROLL_VIEWPORT_BOTTOM, 0)

    @property
    def scrolled(self) -> int:
        """Lines between what is shown and the newest."""
        bar = ffi.new("GhosttyTerminalScrollbar*")
        _ffi.check(
            lib.ghostty_terminal_get(self.handle, lib.GHOSTTY_TERMINAL_DATA_SCROLLBAR, bar),
            "scrollbar",
        )
        return int(bar.total - bar.offset - bar.len)

    def text(self) -> str:
        """The screen's rows as plain text, trailing blanks off."""
        self.paint()
        lines = ("".join(run.text for run in row).rstrip() for row in self._painted)
        return "\n".join(lines).rstrip("\n")

    def close(self) -> None:
        """Free the engine's memory."""
        self.terminal.close()

    def _scroll(self, tag: int, delta: int) -> None:
        # ABI-mode cffi cannot pass the union by value; a struct of the same layout goes by the same
        # convention.
        function = _ffi.union_fn("ghostty_terminal_scroll_viewport", f"void(*)(GhosttyTerminal, {_SCROLL})")
        argument = ffi.new(f"{_SCROLL}*")
        argument.tag, argument.delta = tag, delta
        function(self.handle, argument[0])

    def _get(self, name: str, out: Any) -> None:
        key = getattr(lib, f"GHOSTTY_RENDER_STATE_DATA_{name}")
        _ffi.check(lib.ghostty_render_state_get(self._state[0], key, out), name)


_SCROLL = "K8sTutorScroll"
ffi.cdef(f"typedef struct {{ int tag; int64_t delta; uint64_t pad; }} {_SCROLL};", override=True)


def _new(ctype: str, make: Any, free: Any) -> Any:
    """An object of the library, freed with its Python handle."""
    handle = ffi.new(ctype)
    _ffi.check(make(ffi.NULL, handle), ctype)
    return ffi.gc(handle, lambda held: free(held[0]))
