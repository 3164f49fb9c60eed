"""Lines of words that are painted as they are: heads of tables, counts, histograms."""

from collections.abc import Callable, Sequence

from textual import strip, widget

from tutor.tui.console import pieces


class Ribbon(widget.Widget):
    """Asks `fill` for its lines, given its width, whenever it is shown anew."""

    DEFAULT_CSS = """
    Ribbon { height: 1; background: $background; }
    """

    def __init__(
        self,
        fill: Callable[[int], Sequence[Sequence[pieces.Piece]]],
        *,
        id: str | None = None,  # noqa: A002 - textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._fill = fill
        self._lines: Sequence[Sequence[pieces.Piece]] = ()

    def update_view(self) -> None:
        """Fill it anew; where nothing has changed nothing is painted."""
        found = [tuple(line) for line in self._fill(self.size.width)] if self.size.width else []
        if found != self._lines:
            self._lines = found
            self.refresh()

    def on_resize(self) -> None:
        """Another width."""
        self.update_view()

    def render_line(self, y: int) -> strip.Strip:
        """One of its lines."""
        return pieces.line(self._lines[y] if y < len(self._lines) else (), self.size.width)
