"""Writing some words: a message, a hint, a poll of one's own, minutes for the timer."""

from collections.abc import Sequence
from typing import ClassVar

from textual import binding, message
from textual.widget import Widget
from textual.widgets import Static

from tutor.tui import browser
from tutor.tui.modals import base, edit


class Words(edit.CommandArea):
    """Enter is done, ctrl+j begins a new line, ctrl+n or ctrl+g puts in what is prepared."""

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding(",".join(browser.PREPARED), "put_in", show=False, priority=True),
    ]

    class Wanted(message.Message):
        """What is prepared is to be put in."""

    def action_put_in(self) -> None:
        """Ask for it."""
        self.post_message(self.Wanted())


class Write(base.Dialog[str]):
    """Gives the words, None where none are left; `inserts` are put in one after another by a key."""

    DEFAULT_CSS = """
    Write Words { height: auto; max-height: 12; border: tall $border; }
    Write Words:focus { border: tall $accent; }
    """

    def __init__(self, title: str, help_text: str, *, inserts: Sequence[str] = (), rows: int = 1) -> None:
        super().__init__(title)
        self._help = help_text
        self._inserts = tuple(inserts)
        self._rows = rows
        self._next = 0

    def parts(self) -> list[Widget]:
        """Room for the words, and how to go on."""
        area = Words("", soft_wrap=True, tab_behavior="indent", highlight_cursor_line=False)
        area.cursor_blink = False
        area.styles.min_height = self._rows + 2
        return [area, Static(self._help, classes="note", markup=False)]

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self.query_one(Words))

    def on_words_wanted(self) -> None:
        """The next of what is prepared takes the place of the one before."""
        if self._inserts:
            area = self.query_one(Words)
            area.text = self._inserts[self._next % len(self._inserts)]
            area.move_cursor(area.document.end)
            self._next += 1

    def on_command_area_done(self, event: edit.CommandArea.Done) -> None:
        """Hand the words back, unless nothing is left of them."""
        self.dismiss(event.text.strip() or None)
