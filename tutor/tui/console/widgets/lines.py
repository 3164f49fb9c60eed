"""A table that paints only the lines that are seen, with a cursor. Keys and mouse move it."""

from collections.abc import Callable
from typing import ClassVar

from textual import binding, events, geometry, message, scroll_view, strip

from tutor.tui.console import pieces

Draw = Callable[[int, int, int, bool], strip.Strip]
"""Paints a line: which item, which of its lines, how many cells, whether the cursor is on it."""


class Lines(scroll_view.ScrollView, can_focus=True):
    """Items of the same height under each other."""

    DEFAULT_CSS = """
    Lines { height: 1fr; background: $background; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("up,k", "step(-1)", show=False),
        binding.Binding("down,j", "step(1)", show=False),
        binding.Binding("pageup", "page(-1)", show=False),
        binding.Binding("pagedown", "page(1)", show=False),
        binding.Binding("home", "end(-1)", show=False),
        binding.Binding("end", "end(1)", show=False),
        binding.Binding("enter", "choose", show=False),
    ]

    class Moved(message.Message):
        """The cursor is on another item."""

        def __init__(self, lines: "Lines", at: int) -> None:
            super().__init__()
            self.lines = lines
            self.at = at

        @property
        def control(self) -> "Lines":
            """The table."""
            return self.lines

    class Chosen(message.Message):
        """Enter on an item, or a click on the one under the cursor."""

        def __init__(self, lines: "Lines", at: int) -> None:
            super().__init__()
            self.lines = lines
            self.at = at

        @property
        def control(self) -> "Lines":
            """The table."""
            return self.lines

    def __init__(self, draw: Draw, *, height: int = 1, id: str | None = None) -> None:  # noqa: A002 - textual's name
        super().__init__(id=id)
        self._draw = draw
        self.item_height = height
        self.count = 0
        self.at = 0

    @property
    def cols(self) -> int:
        """Cells of a line, beside the scroll bar where there is one."""
        return self.scrollable_content_region.width

    def show(self, count: int, at: int | None = None) -> None:
        """So many items now, the cursor on `at`, else where it was."""
        self.count = count
        self.at = max(0, min(self.at if at is None else at, count - 1))
        self.virtual_size = geometry.Size(0, count * self.item_height)
        self._reveal()
        self.refresh()

    def render_line(self, y: int) -> strip.Strip:
        """One line of what is seen."""
        cols = self.cols
        item, part = divmod(y + int(self.scroll_offset.y), self.item_height)
        if item >= self.count:
            return pieces.line((), cols)
        return self._draw(item, part, cols, item == self.at)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.show(self.count)

    def _reveal(self) -> None:
        top, bottom = self.at * self.item_height, (self.at + 1) * self.item_height
        first, room = int(self.scroll_offset.y), max(1, self.size.height)
        if top < first:
            self.scroll_to(y=top, animate=False, immediate=True)
        elif bottom > first + room:
            self.scroll_to(y=bottom - room, animate=False, immediate=True)

    def go(self, at: int) -> None:
        """Put the cursor there and tell it."""
        before = self.at
        self.show(self.count, at)
        if self.at != before:
            self.post_message(self.Moved(self, self.at))

    def action_step(self, by: int) -> None:
        """Up or down."""
        self.go(self.at + by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.go(self.at + by * max(1, self.size.height // self.item_height - 1))

    def action_end(self, by: int) -> None:
        """The first or the last."""
        self.go(0 if by < 0 else self.count - 1)

    def action_choose(self) -> None:
        """Open what the cursor is on."""
        if self.count:
            self.post_message(self.Chosen(self, self.at))

    def item_of(self, x: int, y: int) -> int | None:  # noqa: ARG002 - a grid needs the column
        """The item at a cell of the widget."""
        item = (y + int(self.scroll_offset.y)) // self.item_height
        return item if item < self.count else None

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one on the cursor opens."""
        item = self.item_of(event.x, event.y)
        if item is None:
            return
        if item == self.at:
            self.action_choose()
        else:
            self.go(item)
