"""What all modals share: a box in the middle, a title, Escape to leave."""

from typing import ClassVar, Generic, TypeVar

from textual import await_complete, binding, screen
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

Answer = TypeVar("Answer")


class Dialog(screen.ModalScreen[Answer | None], Generic[Answer]):
    """A modal that is answered with an `Answer`, or with None by Escape."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .box {
        width: 76; max-width: 94%; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $primary; border-title-color: $primary; border-title-style: bold;
        scrollbar-size-vertical: 1;
    }
    Dialog .box > * { height: auto; }
    Dialog .body { margin: 0 0 1 0; }
    Dialog .note { color: $foreground 70%; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = [binding.Binding("escape", "leave", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The box around the parts."""
        with VerticalScroll(classes="box") as box:
            box.border_title = self._title
            yield from self.parts()

    def parts(self) -> "list[Widget]":
        """What stands in the box."""
        raise NotImplementedError

    def dismiss(self, result: Answer | None = None) -> await_complete.AwaitComplete:
        """Answer once: a second key may be on its way already, and would take the screen below as well."""
        return super().dismiss(result) if self.is_active else await_complete.AwaitComplete()

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
