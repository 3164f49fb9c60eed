"""A learner's terminal as it was sent: frames in, keys out where the learner agrees."""

from rich import segment
from rich import style as rich_style
from textual import events, message, strip, widget

from tutor.shell import cells, keys, screen
from tutor.tui import browser, theme
from tutor.tui.console import sgr
from tutor.tui.widgets.terminal import paint
from tutor.workshop import reports

_MOST_ROWS = 200
CUT, CUT_LEFT = "›", "‹"
"""Stand at the edges where a line goes on beyond them."""


class Watched(widget.Widget, can_focus=True):
    """Paints a frame's letters and colours, from its last line up where it has more than there is room."""

    DEFAULT_CSS = """
    Watched { background: #0d1016; height: 1fr; }
    """

    class Typed(message.Message):
        """The instructor typed into it."""

        def __init__(self, host: str, text: str) -> None:
            super().__init__()
            self.host = host
            self.text = text

    class Left(message.Message):
        """The instructor wants their own keys back, or has read that they have them back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's name
        super().__init__(id=id)
        self.frames: dict[str, reports.Frame] = {}
        self.host = ""
        self.front = ""
        """The host whose terminal the learner has in front; "" for none, or before the first frame."""
        self.behind = False
        """Whether the learner has said that they have no terminal in front."""
        self.typing = False
        """Whether the learner lets the instructor type."""
        self.over = ""
        """Why typing has ended in the middle of it, until the instructor has read that; "" where it has not."""
        self._holds_keyboard = False
        self._note = ""
        self._left = 0
        """The first of the columns that are shown, as far as lines are that long."""
        self._widest = 0
        self._strips: list[strip.Strip] = []
        self._cursor: int | None = None
        """The row that it is in."""
        self._column = 0
        self._encoder: keys.Encoder | None = None

    def show_frame(self, frame: reports.Frame) -> bool:
        """The newest; whether another terminal is in front now, or none where one was."""
        before = self.front, self.behind
        self.behind, self.front = not frame.in_front, frame.host if frame.in_front else ""
        if self.behind:
            self._clear()  # what stood there is not what they look at
        else:
            self.frames[frame.host] = frame
            if self.front != before[0]:
                self._turn_to(frame.host)
            if frame.host == self.host:
                self._paint()
        return (self.front, self.behind) != before

    def next_host(self) -> None:
        """What another host's terminal showed last."""
        hosts = sorted(self.frames)
        if hosts:
            at = hosts.index(self.host) + 1 if self.host in hosts else 0
            self._turn_to(hosts[at % len(hosts)])
            self._paint()

    def _turn_to(self, host: str) -> None:
        if host != self.host:
            self.host, self._left = host, 0

    @property
    def beyond(self) -> tuple[bool, bool]:
        """Whether lines go on to the left of what is shown, and to the right."""
        left = min(self._left, self._most_left)
        return left > 0, left < self._most_left

    @property
    def _most_left(self) -> int:
        return max(0, self._widest - self.size.width)

    def go_sideways(self, by: int) -> None:
        """Show what lies beyond an edge: half of what there is room for, so that the eye finds its way."""
        step = by * max(1, self.size.width // 2)
        most = self._most_left
        self._left = min(max(0, min(self._left, most) + step), most)
        self.refresh()

    def forget(self) -> None:
        """Nothing is watched any more."""
        if not (self.frames or self.behind):
            return
        self.behind, self.front = False, ""
        self._clear()

    def _clear(self) -> None:
        self.frames.clear()
        self._strips, self._cursor, self.host = [], None, ""
        self._left = self._widest = 0
        self.refresh()

    def let_type(self, *, allowed: bool, over: str) -> None:
        """Whether keys go there. Where that ends under the instructor's hands, `over` is shown.

        What they go on typing was meant for the learner's terminal, and must not become commands of the console.
        """
        if self.typing and not allowed and self._holds_keyboard:
            self.over = over
            self.refresh()
        changed, self.typing = allowed != self.typing, allowed
        if changed and self.frames:
            self._paint()

    def go_on(self) -> None:
        """The instructor has read it."""
        if self.over:
            self.over = ""
            self.refresh()
            self.post_message(self.Left())

    def say(self, note: str) -> None:
        """What stands there while there is no picture."""
        if note != self._note:
            self._note = note
            self.refresh()

    def _paint(self) -> None:
        frame = self.frames[self.host]
        at, on = frame.cursor or (0, -1)
        lines = list(frame.lines[:_MOST_ROWS])
        while lines and not lines[-1].strip() and len(lines) > on + 1:
            lines.pop()
        block = self.has_focus and self.typing
        self._strips = [
            paint.row(sgr.runs(line), at if y == on else None, focused=block) for y, line in enumerate(lines)
        ]
        self._cursor, self._column = (on if on >= 0 else None), at
        self._widest = max((row.cell_length for row in self._strips), default=0)
        self.refresh()

    def render_line(self, y: int) -> strip.Strip:
        """One row of the frame, or of the note."""
        plain, width = paint.style(cells.PLAIN), self.size.width
        if self.over or not self._strips:
            note = self.over or self._note
            said = strip.Strip([segment.Segment(note if y == self.size.height // 2 else "", plain)])
            left = " " * max(0, (width - said.cell_length) // 2)
            return strip.Strip([segment.Segment(left, plain), *said]).adjust_cell_length(width, plain)
        first = max(0, len(self._strips) - self.size.height)
        if self._cursor is not None:  # as in an editor that is taller than this screen
            first = min(first, self._cursor)
        row = self._strips[first + y] if first + y < len(self._strips) else strip.Strip([])
        return _cut(row, self._first_column(), width)

    def _first_column(self) -> int:
        """As was chosen; while keys go there, moved as little as leads to the cursor: no other key does."""
        left, width = min(self._left, self._most_left), self.size.width
        if self._cursor is None or not (self.has_focus and self.typing):
            return left
        # Where there is more, a sign stands in the outermost column of that side.
        least = min(self._column + 2, self._widest) - width
        return min(max(left, least), max(0, self._column - 1))

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor becomes a block where keys go there, else a line. `on_focus` would be too early for that."""
        super().watch_has_focus(has_focus)
        if self.frames:
            self._paint()

    def on_focus(self) -> None:
        """The instructor types here from now on."""
        self._holds_keyboard = True

    def on_blur(self) -> None:
        """Where the whole application has lost the keyboard, it comes back here."""
        self._holds_keyboard = not self.app.app_focus

    def on_key(self, event: events.Key) -> None:
        """While typing is agreed to, every key but those that lead back goes to the learner's terminal.

        What they do not have in front takes none: neither they nor the instructor would see what it does.
        """
        if not self.typing and not self.over:
            return
        event.stop()
        event.prevent_default()
        if self.over:
            if event.key in ("enter", "escape"):
                self.go_on()
        elif event.key in browser.TERMINAL:
            self.post_message(self.Left())
        elif data := self._encode(event):
            self._type(data.decode(errors="replace"))

    def _encode(self, event: events.Key) -> bytes:
        if self._encoder is None:
            self._encoder = keys.Encoder(screen.Screen(24, 80, scrollback=0))
        return self._encoder.key(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A paste is typed as it is."""
        if self.typing or self.over:
            event.stop()
        if self.typing:
            self._type(event.text)

    def _type(self, text: str) -> None:
        if self.host and self.host == self.front:
            self.post_message(self.Typed(self.host, text))


def _cut(row: strip.Strip, left: int, width: int) -> strip.Strip:
    """Those columns of a line, with a sign at each edge beyond which it goes on."""
    plain, sign = paint.style(cells.PLAIN), rich_style.Style(color=theme.THEME.accent, bold=True) + _ground()
    if width < 2:
        return row.adjust_cell_length(width, plain)
    before, after = left > 0 and row.cell_length > 0, row.cell_length > left + width
    shown = row.crop(left + before, left + width - after).adjust_cell_length(width - before - after, plain)
    return strip.Strip(
        [
            *([segment.Segment(CUT_LEFT, sign)] if before else []),
            *shown,
            *([segment.Segment(CUT, sign)] if after else []),
        ]
    )


def _ground() -> rich_style.Style:
    return rich_style.Style(bgcolor=paint.style(cells.PLAIN).bgcolor)
