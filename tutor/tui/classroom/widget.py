"""The line of the class, above the keys of every screen."""

from collections.abc import Sequence

from textual import content, widget

from tutor.tui.classroom import line


class ClassLine(widget.Widget):
    """One line; what matters less goes first where it is narrow."""

    DEFAULT_CSS = """
    ClassLine { height: 1; background: $surface; color: $foreground 90%; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces: tuple[line.Piece, ...] = ()

    def show(self, pieces: Sequence[line.Piece]) -> None:
        """Tell other things."""
        if tuple(pieces) != self._pieces:
            self._pieces = tuple(pieces)
            self.refresh()

    def render(self) -> content.Content:
        """The pieces that fit."""
        return line.drawn(self._pieces, self.size.width)
