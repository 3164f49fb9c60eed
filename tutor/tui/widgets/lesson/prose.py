"""The prose of a step, block by block."""

from collections.abc import Iterator

from textual import content, widget
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tutor.tui import markdown

_LOOKS: dict[markdown.Look, str] = {
    "plain": "",
    "code": "$accent on $panel",
    "strong": "bold $foreground",
    "emphasis": "italic",
    "link": "underline $primary",
}
_SIGNS = {"note": "ℹ", "tip": "✦", "important": "❗", "warning": "⚠", "caution": "⚠", "quote": ""}


class Prose(Vertical):
    """Shows markdown; `show` replaces it."""

    DEFAULT_CSS = """
    Prose { height: auto; }
    Prose > .heading { text-style: bold; color: $primary; margin: 1 0 0 0; }
    Prose > .paragraph { margin: 0 0 1 0; }
    Prose > .item { height: auto; }
    Prose > .last { margin-bottom: 1; }
    Prose .marker { width: auto; color: $secondary; }
    Prose .body { width: 1fr; }
    Prose > .quote { border-left: outer $secondary; padding: 0 1; margin: 0 0 1 0; color: $foreground 85%; }
    Prose > .code { background: $panel; padding: 0 0 0 1; margin: 0 0 1 0; width: 100%; }
    Prose > .table { margin: 0 0 1 0; }
    Prose > .rule { color: $border; margin: 0 0 1 0; height: 1; }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """One widget a block."""
        yield from _widgets(self._text)

    async def show(self, text: str) -> None:
        """Show other prose."""
        if text == self._text:
            return
        self._text = text
        async with self.batch():
            await self.remove_children()
            await self.mount_all(list(_widgets(text)))


def _widgets(text: str) -> Iterator[widget.Widget]:
    blocks = markdown.parse(text)
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        made = _widget(block)
        if isinstance(block, markdown.Item) and not isinstance(following, markdown.Item):
            made.add_class("last")
        yield made


def _widget(block: markdown.Block) -> widget.Widget:
    match block:
        case markdown.Heading(_, inline):
            return Static(styled(inline), classes="heading")
        case markdown.Paragraph(inline):
            return Static(styled(inline), classes="paragraph")
        case markdown.Item():
            return Item(block)
        case markdown.Quote(kind, inline):
            sign = _SIGNS.get(kind, "")
            text = content.Content.assemble((f"{sign} " if sign else "", "$warning"), styled(inline))
            return Static(text, classes="quote")
        case markdown.Code(_, text):
            return Static(content.Content(text), classes="code")
        case markdown.Table():
            return Static(_table(block), classes="table")
        case markdown.Rule():
            return Static("─" * 200, classes="rule", markup=False)


class Item(Horizontal):
    """One entry of a list: its further lines hang under its first."""

    DEFAULT_CSS = "Item { height: auto; }"

    def __init__(self, item: markdown.Item) -> None:
        indent = " " * (2 * item.depth + 1)
        super().__init__(
            Static(f"{indent}{item.marker} ", classes="marker", markup=False),
            Static(styled(item.inline), classes="body"),
            classes="item",
        )


def styled(inline: markdown.Inline) -> content.Content:
    """Spans with their looks."""
    parts: list[tuple[str, str]] = [(span.text, _LOOKS[span.look]) for span in inline]
    return content.Content.assemble(*parts)


def _table(block: markdown.Table) -> content.Content:
    """Columns as wide as their widest cell."""
    rows = [block.head, *block.rows]
    cells = [[styled(cell) for cell in row] for row in rows]
    widths = [max(row[column].cell_length for row in cells) for column in range(len(block.head))]
    lines = []
    for number, row in enumerate(cells):
        padded = [cell.pad_right(width - cell.cell_length) for cell, width in zip(row, widths, strict=True)]
        line = content.Content("  ").join(padded)
        lines.append(line.stylize("bold $primary") if number == 0 else line)
    return content.Content("\n").join(lines)
