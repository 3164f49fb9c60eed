"""A learner's terminal as it was sent: frames in, keys out where the learner agrees."""

from textual import events, message, strip, widget

from tutor.shell import cells, keys, screen
from tutor.tui import browser
from tutor.tui.console import sgr
from tutor.tui.widgets.terminal import paint
from tutor.workshop import reports

_MOST_ROWS = 200


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
        """The instructor wants their own keys back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's name
        super().__init__(id=id)
        self.frames: dict[str, reports.Frame] = {}
        self.host = ""
        self.typing = False
        """Whether the learner lets the instructor type."""
        self._strips: list[strip.Strip] = []
        self._encoder: keys.Encoder | None = None

    def show_frame(self, frame: reports.Frame) -> None:
        """The newest of a host; the first host that sends is the one looked at."""
        self.frames[frame.host] = frame
        if not self.host:
            self.host = frame.host
        if frame.host == self.host:
            self._paint()

    def next_host(self) -> None:
        """Another host's terminal."""
        hosts = sorted(self.frames)
        if hosts:
            at = hosts.index(self.host) + 1 if self.host in hosts else 0
            self.host = hosts[at % len(hosts)]
            self._paint()

    def forget(self) -> None:
        """Nothing is watched any more."""
        self.frames.clear()
        self._strips, self.host, self.typing = [], "", False
        self.refresh()

    def _paint(self) -> None:
        frame = self.frames[self.host]
        lines = frame.lines[:_MOST_ROWS]
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        self._strips = [paint.row(sgr.runs(line), None, focused=False) for line in lines]
        self.refresh()

    def render_line(self, y: int) -> strip.Strip:
        """One row of the frame."""
        at = y + max(0, len(self._strips) - self.size.height)
        row = self._strips[at] if at < len(self._strips) else strip.Strip([])
        return row.adjust_cell_length(self.size.width, paint.style(cells.PLAIN))

    def on_key(self, event: events.Key) -> None:
        """While typing is agreed to, every key but those that lead back goes to the learner's terminal."""
        if not self.typing:
            return
        event.stop()
        event.prevent_default()
        if event.key in browser.TERMINAL:
            self.post_message(self.Left())
        elif data := self._encode(event):
            self.post_message(self.Typed(self.host, data.decode(errors="replace")))

    def _encode(self, event: events.Key) -> bytes:
        if self._encoder is None:
            self._encoder = keys.Encoder(screen.Screen(24, 80, scrollback=0))
        return self._encoder.key(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A paste is typed as it is."""
        if self.typing:
            event.stop()
            self.post_message(self.Typed(self.host, event.text))
