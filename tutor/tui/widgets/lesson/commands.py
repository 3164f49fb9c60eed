"""The commands of a step, the next one marked."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual import content, events, message, widget

State = Literal["todo", "running", "ran", "failed"]
_SIGNS: dict[State, tuple[str, str]] = {
    "todo": (" ", ""),
    "running": ("…", "bold $warning"),
    "ran": ("✔", "$success"),
    "failed": ("✘", "$error"),
}


class Line(NamedTuple):
    """A command, its host in words, how it stands, and the lines to be typed into it."""

    text: str
    host: str
    state: State
    keys: tuple[str, ...] = ()


class Commands(widget.Widget):
    """A list of commands; a click marks one, a second click runs it."""

    DEFAULT_CSS = """
    Commands { height: auto; margin: 0 0 1 0; padding: 0 0; }
    """

    class Clicked(message.Message):
        """A command was clicked; `run` is True for the one that was marked already."""

        def __init__(self, index: int, *, run: bool) -> None:
            super().__init__()
            self.index = index
            self.run = run

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._marked = 0
        self._rows: list[int] = []

    def show(self, lines: Sequence[Line], marked: int) -> None:
        """Show other commands, or how they stand now."""
        self._lines, self._marked = tuple(lines), marked
        self.display = bool(lines)
        self.refresh(layout=True)

    def render(self) -> content.Content:
        """Each command with its sign, its host under it where that changes."""
        width = max(8, self.content_size.width or 60)
        rows: list[content.Content] = []
        self._rows = []
        for number, line in enumerate(self._lines):
            marked = number == self._marked
            sign, style = _SIGNS[line.state]
            lead = content.Content.assemble(("▶" if marked else " ", "bold $accent"), (sign, style), " ")
            look = "bold $accent" if marked else "$accent 80%"
            for part, text in enumerate(content.Content.styled(line.text, look).wrap(width - 3)):
                rows.append((lead if part == 0 else content.Content("   ")) + text.rstrip())
                self._rows.append(number)
            for key in line.keys:
                rows.append(content.Content.styled(f"     › {key}", "$accent 60%"))
                self._rows.append(number)
            following = self._lines[number + 1].host if number + 1 < len(self._lines) else ""
            if line.host != following:
                rows.append(content.Content.styled(f"   {line.host}", "$foreground 60%"))
                self._rows.append(number)
        return content.Content("\n").join(rows)

    def on_click(self, event: events.Click) -> None:
        """Mark, or run what is marked."""
        if 0 <= event.y < len(self._rows):
            index = self._rows[event.y]
            self.post_message(self.Clicked(index, run=index == self._marked))
