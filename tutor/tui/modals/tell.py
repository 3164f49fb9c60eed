"""Messages that are read and put away: help and errors."""

from collections.abc import Sequence
from typing import ClassVar

from textual import binding, content
from textual.widget import Widget
from textual.widgets import Static

from tutor.base import errors, wording
from tutor.tui import browser, commands, texts
from tutor.tui.modals import base


class Tell(base.Dialog[None]):
    """Text under a title; any of Enter, Escape and q puts it away."""

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("enter,q,question_mark", "leave", show=False),
    ]

    def __init__(self, title: str, body: content.Content, lang: str) -> None:
        super().__init__(title)
        self._body = body
        self._lang = lang

    def parts(self) -> list[Widget]:
        """The text, and how to put it away."""
        close = content.Content.assemble(("esc ", "bold $accent"), texts.text(self._lang, "close"))
        return [Static(self._body), Static(close, classes="note")]


def of_help(declared: Sequence[commands.Command], lang: str, *, web: bool = False) -> Tell:
    """The keys, as they are declared; with `web` also those that a browser keeps."""
    width = max(len(command.shown) for command in declared) + 2
    rows = [
        content.Content.assemble(
            (browser.shown(command.shown, web=web).ljust(width), "bold $accent"),
            texts.text(lang, f"do.{command.name}"),
        )
        for command in declared
    ]
    more = [texts.text(lang, key) for key in ("help.terminal", *(["help.browser"] if web else []))]
    last = [content.Content.styled(text, "$foreground 85%") for text in more]
    body = content.Content("\n").join([*rows, content.Content(""), *last])
    return Tell(texts.text(lang, "help.title"), body, lang)


def of_error(error: errors.TutorError, lang: str) -> Tell:
    """What went wrong, in a window of its own."""
    return Tell(texts.text(lang, "error.title"), content.Content("\n").join(error_rows(error, lang)), lang)


def error_rows(error: errors.TutorError, lang: str) -> list[content.Content]:
    """What happened, why, and what to do."""
    rows = [content.Content.styled(wording.said(error.what, lang), "bold $error")]
    if isinstance(error, errors.CourseError):
        where = f"{error.file}:{error.line}" if error.line else str(error.file)
        rows.append(content.Content.styled(where, "$foreground 70%"))
    for name, text in (("why", error.why), ("todo", error.todo)):
        if text:
            rows += [
                content.Content(""),
                content.Content.styled(texts.text(lang, f"error.{name}"), "bold $secondary"),
                content.Content(wording.said(text, lang)),
            ]
    return rows
