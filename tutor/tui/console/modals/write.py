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
    """Gives the words, None where none are left; `inserts` are put in one after another by a key.

    It begins with `text`, and with what was `wrong` with it.
    """

    DEFAULT_CSS = """
    Write Words { height: auto; max-height: 12; border: tall $border; }
    Write Words:focus { border: tall $accent; }
    Write .wrong { color: $error; margin: 1 0 0 0; }
    """

    def __init__(
        self,
        title: str,
        help_text: str,
        *,
        inserts: Sequence[str] = (),
        rows: int = 1,
        text: str = "",
        wrong: str = "",
    ) -> None:
        super().__init__(title)
        self._text = text
        self._wrong = wrong
        self._help = help_text
        self._inserts = tuple(inserts)
        self._rows = rows
        self._next = 0

    def parts(self) -> list[Widget]:
        """Room for the words, and how to go on."""
        area = Words(self._text, soft_wrap=True, tab_behavior="indent", highlight_cursor_line=False)
        area.cursor_blink = False
        area.styles.min_height = self._rows + 2
        wrong = [Static(self._wrong, classes="wrong", markup=False)] if self._wrong else []
        return [area, *wrong, Static(self._help, classes="note", markup=False)]

    def on_mount(self) -> None:
        """Type at once, behind what is there."""
        area = self.query_one(Words)
        self.set_focus(area)
        area.move_cursor(area.document.end)

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
