"""A line of tabs: hosts over the terminals, panes on a narrow screen."""

from collections.abc import Sequence

from textual import content, events, message, widget


class Tabs(widget.Widget):
    """Shows tabs, tells clicks. The chosen one is told by brackets as well as by colour."""

    DEFAULT_CSS = """
    Tabs { height: 1; background: $surface; padding: 0 0; }
    """

    class Chosen(message.Message):
        """A tab was clicked."""

        def __init__(self, tabs: "Tabs", tab: str) -> None:
            super().__init__()
            self.tabs = tabs
            self.tab = tab

        @property
        def control(self) -> "Tabs":
            """The line of tabs."""
            return self.tabs

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - textual's own name for it
        super().__init__(id=id)
        self._tabs: tuple[tuple[str, str], ...] = ()
        self._active = ""
        self._note = ""

    def show(self, tabs: Sequence[tuple[str, str]], active: str, note: str = "") -> None:
        """Show tabs, each an id and its words; `note` stands at the right end."""
        self._tabs, self._active, self._note = tuple(tabs), active, note
        self.refresh()

    def render(self) -> content.Content:
        """The tabs side by side."""
        line = content.Content("")
        for tab, label in self._tabs:
            if tab == self._active:
                line += content.Content.styled(f"[{label}]", "bold $background on $primary")
            else:
                line += content.Content.styled(f" {label} ", "$foreground 75%")
        room = self.size.width - line.cell_length
        note = content.Content.styled(f"{self._note} ", "$warning")
        if self._note and note.cell_length <= room:
            line += content.Content(" " * (room - note.cell_length)) + note
        return line

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        at = 0
        for tab, label in self._tabs:
            width = content.Content(label).cell_length + 2
            if at <= event.x < at + width:
                self.post_message(self.Chosen(self, tab))
            at += width
