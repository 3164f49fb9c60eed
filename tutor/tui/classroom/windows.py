"""The windows of the class: asking for help, what was said, a question, and consent. They know nothing of the class."""

from typing import ClassVar

from textual import binding, content
from textual.widget import Widget
from textual.widgets import Input, Static

from tutor.base import errors
from tutor.tui.classroom import board, consent, foreign, line, texts
from tutor.tui.modals import ask, base, tell
from tutor.workshop import orders

OPTIONS = 20
"""Of a question, at most."""


class RaiseHand(base.Dialog[str]):
    """Gives the learner's words, which may be empty; None where they gave up."""

    DEFAULT_CSS = """
    RaiseHand Input { border: tall $border; }
    RaiseHand Input:focus { border: tall $accent; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = []
    MOST = 300

    def __init__(self, lang: str) -> None:
        super().__init__(texts.text(lang, "hand.title"))
        self._lang = lang

    def parts(self) -> list[Widget]:
        """A line for words, and how to go on."""
        words = Input(max_length=self.MOST)
        words.cursor_blink = False
        return [
            Static(texts.text(self._lang, "hand.words"), classes="body", markup=False),
            words,
            Static(texts.text(self._lang, "hand.help"), classes="note", markup=False),
        ]

    def on_mount(self) -> None:
        """Words can be typed at once."""
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done."""
        event.stop()
        self.dismiss(event.value)


def of_messages(said: list[board.Message], lang: str) -> tell.Tell:
    """The newest first."""
    rows: list[content.Content] = []
    for message in reversed(said):
        head = [(foreign.line(message.said.sender, 40), "bold $accent"), ("  ", "")]
        if message.said.lesson:
            step = foreign.line(f"{message.said.lesson} {message.said.step}", 60)
            head.append((texts.text(lang, "messages.hint", step=step), "$secondary"))
        rows += [content.Content.assemble(*head), content.Content(message.said.text), content.Content("")]
    body = (
        content.Content("\n").join(rows[:-1]) if rows else content.Content(texts.text(lang, "messages.none"))
    )
    return tell.Tell(texts.text(lang, "messages.title"), body, lang)


def of_consent(asked: consent.Question, lang: str) -> ask.Ask:
    """Gives "yes" or "no"; None leaves the question open. "No" is what Enter says."""
    title = texts.text(lang, f"consent.{asked.kind}.title", by=foreign.line(asked.by, 40))
    answers = [
        ask.Answer("no", texts.text(lang, "consent.no"), "n"),
        ask.Answer("yes", texts.text(lang, "consent.yes"), "y"),
    ]
    return ask.Ask(title, texts.text(lang, f"consent.{asked.kind}"), answers)


def of_return(title: str, returning: str, lang: str, trouble: errors.TutorError | None = None) -> tell.Tell:
    """The learner's own return code, and what it is good for; above it why there is no connection, if there is none."""

    def say(key: str) -> str:
        return texts.text(lang, f"return.{key}", title=foreign.line(title, 60), returning=returning)

    rows = [
        content.Content.styled(returning, "bold $accent"),
        content.Content(""),
        content.Content(say("body")),
        content.Content.styled(say("command"), "bold"),
        content.Content(say("browser")),
        content.Content(""),
        content.Content(say("yours")),
    ]
    if not returning:
        rows = [content.Content(say("none"))]
    if trouble is None:
        return tell.Tell(say("title"), content.Content("\n").join(rows), lang)
    title = texts.text(lang, "offline.title", title=foreign.line(title, 60))
    head = content.Content.styled(say("title"), "bold $secondary")
    body = content.Content("\n").join([*tell.error_rows(trouble, lang), content.Content(""), head, *rows])
    return tell.Tell(title, body, lang)


def of_poll(asked: orders.Poll, answer: str, lang: str) -> ask.Ask:
    """Gives an option's number, from 1; "" or None for later. Ids are foreign, and may repeat."""
    answers = [
        ask.Answer(str(number), foreign.line(option.text), str(number) if number < 10 else "")
        for number, option in enumerate(asked.options[:OPTIONS], start=1)
    ]
    answers.append(ask.Answer("", texts.text(lang, "poll.later"), "n"))
    body = foreign.words(asked.question)
    if chosen := next((option.text for option in asked.options if option.id == answer), ""):
        body += "\n\n" + texts.text(lang, "poll.chosen", option=foreign.line(chosen))
    return ask.Ask(texts.text(lang, "poll.title"), body, answers)


def of_result(asked: orders.Poll, shown: orders.PollShown, answer: str, lang: str) -> tell.Tell:
    """A bar an option; the right one and the learner's own are named."""
    counts = dict(shown.counts)
    bars = line.histogram({option.id: counts.get(option.id, 0) for option in asked.options[:OPTIONS]})
    rows = [content.Content(foreign.words(asked.question)), content.Content("")]
    for option in asked.options[:OPTIONS]:
        notes = [key for key, which in (("right", shown.answer), ("yours", answer)) if which == option.id]
        said = ", ".join(texts.text(lang, f"poll.{key}") for key in notes)
        rows += [
            content.Content.assemble(
                (foreign.line(option.text), "bold"), (f"  {said}" if said else "", "bold $success")
            ),
            content.Content.assemble((bars[option.id], "$accent"), f" {counts.get(option.id, 0)}"),
        ]
    return tell.Tell(texts.text(lang, "poll.result.title"), content.Content("\n").join(rows), lang)
