"""The prediction: a question, its options, and the learner's choice."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import binding, content, events, message, widget

from tutor.tui import markdown
from tutor.tui.widgets.lesson import prose


class Choice(NamedTuple):
    """One option."""

    id: str
    text: str


class Choices(widget.Widget, can_focus=True):
    """Options with round signs, chosen by arrows and Enter, by number, or by the mouse."""

    DEFAULT_CSS = """
    Choices { height: auto; margin: 0 0 1 0; padding: 0 1; border-left: outer $border; }
    Choices:focus { border-left: outer $accent; background: $panel; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("up,k", "move(-1)", show=False),
        binding.Binding("down,j", "move(1)", show=False),
        binding.Binding("enter,space", "choose", show=False),
        binding.Binding("escape", "leave", show=False),
    ]

    class Chosen(message.Message):
        """The learner has chosen."""

        def __init__(self, option: str) -> None:
            super().__init__()
            self.option = option

    class Left(message.Message):
        """The learner wants the keyboard elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._question = content.Content("")
        self._title = ""
        self._choices: tuple[Choice, ...] = ()
        self._chosen: str | None = None
        self._note = content.Content("")
        self._at = 0
        self._rows: list[int] = []

    def show(
        self,
        title: str,
        question: content.Content,
        choices: Sequence[Choice],
        chosen: str | None,
        note: content.Content,
    ) -> None:
        """Show a question; `note` is said after the choice."""
        if tuple(choices) != self._choices:
            self._at = 0
        self._title, self._question, self._choices = title, question, tuple(choices)
        self._chosen, self._note = chosen, note
        self.display = bool(choices)
        self.refresh(layout=True)

    @property
    def shown(self) -> Sequence[Choice]:
        """The options on the screen."""
        return self._choices

    def render(self) -> content.Content:
        """The question and the options, each of which stands clear of its number where it takes more lines."""
        lines = [content.Content.assemble((f"{self._title}: ", "bold $secondary"), self._question)]
        width = max(8, self.content_size.width or 60)
        rows: list[int] = []
        for number, choice in enumerate(self._choices):
            chosen = choice.id == self._chosen
            marked = self.has_focus and number == self._at
            sign = "(•)" if chosen else "( )"
            style = "bold $accent" if chosen else ""
            lead = content.Content.assemble(
                ("› " if marked else "  ", "bold $accent"),
                (f"{number + 1} {sign} ", style or "$foreground 75%"),
            )
            text = prose.styled(markdown.inline(choice.text))
            if chosen or marked:
                text = text.stylize("bold")
            for part, line in enumerate(text.wrap(max(8, width - lead.cell_length))):
                lines.append((content.Content(" " * lead.cell_length) if part else lead) + line.rstrip())
                rows.append(number)
        self._rows = rows
        if self._note:
            lines.append(self._note)
        return content.Content("\n").join(lines)

    def action_move(self, by: int) -> None:
        """Mark another option."""
        self._at = (self._at + by) % max(1, len(self._choices))
        self.refresh()

    def action_choose(self) -> None:
        """Choose the marked option."""
        if self._choices:
            self.post_message(self.Chosen(self._choices[self._at].id))

    def action_leave(self) -> None:
        """Give the keyboard back."""
        self.post_message(self.Left())

    def choose(self, number: int) -> bool:
        """Choose the option of that number, counted from 1; False where there is none.

        It is marked as well, so that an Enter that follows at once chooses no other.
        """
        if not 0 < number <= len(self._choices):
            return False
        self._at = number - 1
        self.action_choose()
        return True

    def on_key(self, event: events.Key) -> None:
        """A number chooses."""
        if event.character and event.character in "123456789" and self.choose(int(event.character)):
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """A click on an option chooses it."""
        content_y = event.y - self._question_height()
        if 0 <= content_y < len(self._rows):
            self._at = self._rows[content_y]
            self.action_choose()

    def _question_height(self) -> int:
        question = content.Content.assemble(f"{self._title}: ", self._question)
        return len(question.wrap(max(1, self.content_size.width)))
