"""The console's declared commands as key bar and help."""

from collections.abc import Mapping, Sequence

from textual import content

from tutor.tui.console import commands, texts
from tutor.tui.modals import tell
from tutor.tui.widgets import keybar


def bar(
    declared: Sequence[commands.Command], lang: str, words: Mapping[str, str] | None = None
) -> list[keybar.Key]:
    """The commands that have a place in the key bar; `words` names those that mean something else now."""
    named = words or {}
    return [
        keybar.Key(
            command.shown,
            texts.text(lang, f"key.{named.get(command.name, command.name)}"),
            command.name,
            command.bar,
        )
        for command in declared
        if command.bar
    ]


def help_of(declared: Sequence[commands.Command], lang: str, *, web: bool = False) -> tell.Tell:
    """The keys, and what the signs mean; with `web` also what a browser keeps."""
    width = max(len(command.shown) for command in declared) + 2
    rows = [
        content.Content.assemble(
            (command.shown.ljust(width), "bold $accent"), texts.text(lang, f"do.{command.name}")
        )
        for command in declared
    ]
    said = [texts.text(lang, key) for key in ("help.mouse", *(["help.browser"] if web else []))]
    more = [content.Content.styled(text, "$foreground 85%") for text in said]
    body = content.Content("\n").join([*more, content.Content(""), *rows])
    return tell.Tell(texts.text(lang, "help.title"), body, lang)
