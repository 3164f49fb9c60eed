"""One live terminal: a shell's output on a VT screen, the learner's keys to the shell."""

import time
from collections.abc import Callable
from typing import Protocol

from textual import events, geometry, message, strip, widget

from tutor.shell import cells, keys, screen
from tutor.tui.widgets.terminal import paint

FRAME = 1 / 60
"""Seconds between two paints at least."""
FLOOD_FRAME = 1 / 50
"""The same while more than `FLOOD` bytes came since the last paint: painting less often leaves more for reading."""
FLOOD = 64 * 1024


class Live(Protocol):
    """What a terminal needs of a shell."""

    def on_output(self, callback: Callable[[bytes], None]) -> Callable[[], None]:
        """Call back with all output, beginning with what was shown lately; returns a function that ends
        it."""

    def type(self, data: bytes) -> None:
        """The keyboard's bytes."""

    def reply(self, data: bytes) -> None:
        """The terminal's own answers."""

    def resize(self, rows: int, cols: int) -> None:
        """The size in cells."""


class TerminalView(widget.Widget, can_focus=True):
    """Paints only rows that have changed, at most once a frame."""

    DEFAULT_CSS = """
    TerminalView { background: #0d1016; width: 1fr; height: 1fr; }
    """

    class Scrolled(message.Message):
        """The learner looks at older lines, `lines` above the newest."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    class HostWanted(message.Message):
        """The learner wants another host's terminal, `by` places on."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._screen = screen.Screen(24, 80, on_reply=live.reply)
        self._encoder = keys.Encoder(self._screen)
        self._strips: dict[int, strip.Strip] = {}
        self._cursor = screen.Cursor(0, 0, visible=False)
        self._paint_due = False
        self._painted_at = 0.0
        self._unpainted = 0
        self._flooded = False
        self._end_output: Callable[[], None] | None = None

    def on_mount(self) -> None:
        """Begin to show."""
        self._end_output = self._live.on_output(self._output)

    def on_unmount(self) -> None:
        """Let go of shell and screen."""
        if self._end_output:
            self._end_output()
        self._screen.close()

    @property
    def screen_text(self) -> str:
        """What is shown, as plain text."""
        return self._screen.text()

    def rows(self) -> "list[tuple[cells.Run, ...]]":
        """What was painted last, row by row."""
        return [self._screen.row(y) for y in range(self._screen.rows)]

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Its column and row as painted last; None where it is not seen."""
        return (self._cursor.x, self._cursor.y) if self._cursor.visible else None

    @property
    def is_in_view(self) -> bool:
        """Whether nothing that it stands in is hidden, as on the other side of a narrow screen."""
        return all(node.display for node in self.ancestors_with_self)

    def type(self, data: bytes) -> None:
        """As if the learner had pressed these keys."""
        self._send(data)

    def _output(self, data: bytes) -> None:
        self._screen.feed(data)
        self._unpainted += len(data)
        self._paint_soon()

    def _paint_soon(self) -> None:
        if self._paint_due or not self.is_attached:
            return
        self._paint_due = True
        frame = FLOOD_FRAME if self._flooded else FRAME
        wait = self._painted_at + frame - time.monotonic()
        if wait > 0:
            self.set_timer(wait, self._paint)
        else:
            self.call_later(self._paint)

    def _paint(self) -> None:
        self._paint_due = False
        self._flooded, self._unpainted = self._unpainted > FLOOD, 0
        self._painted_at = time.monotonic()
        changed = set(self._screen.paint())
        cursor = self._screen.cursor
        if cursor != self._cursor:
            changed |= {self._cursor.y, cursor.y}
            self._cursor = cursor
        for y in changed:
            self._strips.pop(y, None)
        if len(changed) > self.size.height // 2:
            self.refresh()
        elif changed:
            self.refresh(*[geometry.Region(0, y, self.size.width, 1) for y in changed])
        if self.has_focus:
            # The outer terminal's cursor follows, so that an input method composes Korean in the right place.
            self.app.cursor_position = self.content_region.offset + geometry.Offset(cursor.x, cursor.y)

    def render_line(self, y: int) -> strip.Strip:
        """One row of the screen."""
        found = self._strips.get(y)
        if found is None:
            cursor = self._cursor.x if self._cursor.visible and self._cursor.y == y else None
            found = paint.row(self._screen.row(y), cursor, focused=self.has_focus)
            found = self._strips[y] = found.adjust_cell_length(self.size.width, paint.style(cells.PLAIN))
        return found

    def on_resize(self, event: events.Resize) -> None:
        """The screen and the shell get the widget's size."""
        rows, cols = max(1, event.size.height), max(2, event.size.width)
        if (rows, cols) != (self._screen.rows, self._screen.cols):
            self._screen.resize(rows, cols)
        self._live.resize(rows, cols)
        self._strips.clear()
        self._paint()

    def on_focus(self) -> None:
        """The cursor becomes a block."""
        self._redraw_cursor()

    def on_blur(self) -> None:
        """The cursor becomes a line."""
        self._redraw_cursor()

    def _redraw_cursor(self) -> None:
        self._strips.pop(self._cursor.y, None)
        self.refresh(geometry.Region(0, self._cursor.y, self.size.width, 1))

    def on_key(self, event: events.Key) -> None:
        """Every key goes to the shell, but for those that scroll or change the host."""
        event.stop()
        event.prevent_default()
        match event.key:
            case "shift+pageup" | "shift+pagedown" if not self._screen.modes.alternate_screen:
                page = max(1, self.size.height - 1)
                self._scroll(-page if event.key == "shift+pageup" else page)
            case "ctrl+pageup" | "ctrl+pagedown":
                self.post_message(self.HostWanted(-1 if event.key == "ctrl+pageup" else 1))
            case _:
                self._send(self._encoder.key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """A paste goes to the shell as one piece."""
        event.stop()
        self._send(self._encoder.paste(event.text))

    def _send(self, data: bytes) -> None:
        if not data:
            return
        if self._screen.scrolled:
            self._screen.scroll_to_end()
            self._after_scroll()
        self._live.type(data)

    def _scroll(self, lines: int) -> None:
        self._screen.scroll(lines)
        self._after_scroll()

    def _after_scroll(self) -> None:
        self._paint_soon()
        self.post_message(self.Scrolled(self._screen.scrolled))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel looks back, or belongs to the program."""
        self._wheel(event, 4, -3)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel looks forward, or belongs to the program."""
        self._wheel(event, 5, 3)

    def _wheel(self, event: events.MouseEvent, button: int, lines: int) -> None:
        event.stop()
        if self._screen.modes.mouse:
            self._live.type(self._encoder.mouse("press", button, event.x, event.y))
        elif self._screen.modes.alternate_screen:
            # A pager without the mouse gets arrows, as terminals do.
            self._live.type(self._encoder.key("up" if lines < 0 else "down") * abs(lines))
        else:
            self._scroll(lines)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click focuses, and belongs to a program that asked for the mouse."""
        self.focus()
        if self._screen.modes.mouse and event.button in (1, 2, 3):
            self._live.type(self._encoder.mouse("press", event.button, event.x, event.y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a click, for a program that asked for the mouse."""
        if self._screen.modes.mouse and event.button in (1, 2, 3):
            self._live.type(self._encoder.mouse("release", event.button, event.x, event.y))
