"""Messages that are read and put away: help and errors."""

from collections.abc import Sequence
from typing import ClassVar

from textual import binding, content
from textual.widget import Widget
from textual.widgets import Static

from tutor.base import errors, wording
from tutor.tui import commands, texts
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


def of_help(declared: Sequence[commands.Command], lang: str) -> Tell:
    """The keys, as they are declared."""
    width = max(len(command.shown) for command in declared) + 2
    rows = [
        content.Content.assemble(
            (command.shown.ljust(width), "bold $accent"), texts.text(lang, f"do.{command.name}")
        )
        for command in declared
    ]
    more = content.Content.styled(texts.text(lang, "help.terminal"), "$foreground 85%")
    body = content.Content("\n").join([*rows, content.Content(""), more])
    return Tell(texts.text(lang, "help.title"), body, lang)


def of_error(error: errors.TutorError, lang: str) -> Tell:
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
    return Tell(texts.text(lang, "error.title"), content.Content("\n").join(rows), lang)
