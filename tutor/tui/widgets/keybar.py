"""The line at the bottom: which keys do what, as many as fit. Each can be clicked."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import content, events, message, widget


class Key(NamedTuple):
    """A key as it is written, its word, the action behind it, and its place where room is short (1 stays
    last)."""

    shown: str
    word: str
    name: str
    place: int


class KeyBar(widget.Widget):
    """Drops keys from the least needed on until the rest fits."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    class Pressed(message.Message):
        """A key of the bar was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        super().__init__()
        self._keys = tuple(keys)
        self._spots: list[tuple[int, int, str]] = []

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys, in this order."""
        self._keys = tuple(keys)
        self.refresh()

    def render(self) -> content.Content:
        """The keys that fit."""
        kept = fitting(self._keys, self.size.width)
        parts: list[tuple[str, str]] = []
        self._spots = []
        at = 0
        for key in kept:
            width = content.Content(f"{key.shown} {key.word}").cell_length
            self._spots.append((at, at + width, key.name))
            parts += [(key.shown, "bold $accent"), (f" {key.word}", "$foreground 90%"), ("  ", "")]
            at += width + 2
        return content.Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """A click on a key is that key."""
        # The bar's padding moves its text one cell to the right.
        for start, end, name in self._spots:
            if start <= event.x - 1 < end:
                self.post_message(self.Pressed(name))


def fitting(keys: Sequence[Key], width: int) -> list[Key]:
    """The keys that fit into `width` cells, in their order, the most needed kept."""
    kept = list(keys)
    while (
        kept and sum(content.Content(f"{key.shown} {key.word}").cell_length + 2 for key in kept) - 2 > width
    ):
        kept.remove(max(kept, key=lambda key: key.place))
    return kept
