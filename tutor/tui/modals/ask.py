"""A question with a few answers."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import binding, content, events
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.tui.modals import base


class Answer(NamedTuple):
    """An answer's id, its words, and the key that gives it at once."""

    id: str
    label: str
    key: str


class Ask(base.Dialog[str]):
    """Gives the id of the chosen answer: by arrows and Enter, by its key, or by the mouse."""

    DEFAULT_CSS = """
    Ask OptionList { height: auto; border: none; background: $surface; padding: 0; }
    Ask OptionList:focus { border: none; }
    Ask OptionList > .option-list--option-highlighted { text-style: bold; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = []

    def __init__(self, title: str, body: str, answers: Sequence[Answer]) -> None:
        super().__init__(title)
        self._body = body
        self._answers = tuple(answers)

    def parts(self) -> list[Widget]:
        """The question, and a line an answer."""
        options = [
            Option(
                content.Content.assemble((f" {answer.key} ", "bold"), f" {answer.label} "),
                id=answer.id,
            )
            for answer in self._answers
        ]
        return [Static(self._body, classes="body", markup=False), OptionList(*options)]

    def on_mount(self) -> None:
        """The first answer is marked."""
        self.set_focus(self.query_one(OptionList))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        self.dismiss(event.option_id)

    def key_answer(self, key: str) -> str | None:
        """The answer that has this key."""
        return next((answer.id for answer in self._answers if answer.key == key), None)

    def on_key(self, event: events.Key) -> None:
        """An answer's own key; it must not go on to the screen below."""
        if event.character and (found := self.key_answer(event.character)):
            event.stop()
            event.prevent_default()
            self.dismiss(found)
