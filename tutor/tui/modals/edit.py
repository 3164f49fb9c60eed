"""Editing a command before it runs."""

from typing import ClassVar

from textual import binding, message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from tutor.tui import texts
from tutor.tui.modals import base


class CommandArea(TextArea):
    """A text area where Enter is done and ctrl+j begins a new line."""

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("enter", "done", show=False, priority=True),
        binding.Binding("ctrl+j", "new_line", show=False, priority=True),
        binding.Binding("escape", "screen.leave", show=False, priority=True),
    ]

    class Done(message.Message):
        """The learner is done editing."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def action_done(self) -> None:
        """Tell the text."""
        self.post_message(self.Done(self.text))

    def action_new_line(self) -> None:
        """Begin a new line at the cursor."""
        self.insert("\n")


class Edit(base.Dialog[str]):
    """Gives the edited command, None where the learner gave up."""

    DEFAULT_CSS = """
    Edit CommandArea { height: auto; max-height: 14; min-height: 3; border: tall $border; }
    Edit CommandArea:focus { border: tall $accent; }
    """

    def __init__(self, text: str, host: str, lang: str) -> None:
        super().__init__(texts.text(lang, "edit.title", host=host))
        self._text = text
        self._lang = lang

    def parts(self) -> list[Widget]:
        """The command, and how to go on."""
        area = CommandArea(self._text, soft_wrap=True, tab_behavior="indent", highlight_cursor_line=False)
        area.cursor_blink = False
        return [area, Static(texts.text(self._lang, "edit.help"), classes="note", markup=False)]

    def on_mount(self) -> None:
        """The cursor stands at the end."""
        area = self.query_one(CommandArea)
        self.set_focus(area)
        area.move_cursor(area.document.end)

    def on_command_area_done(self, event: CommandArea.Done) -> None:
        """Hand the command back, unless nothing is left of it."""
        self.dismiss(event.text.strip() or None)
