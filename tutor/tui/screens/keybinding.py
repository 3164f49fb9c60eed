"""From declared commands to Textual's bindings and to the key bar. Pure."""

from collections.abc import Collection, Mapping, Sequence

from textual import binding

from tutor.tui import commands, texts
from tutor.tui.widgets import keybar


def bindings(declared: Sequence[commands.Command]) -> list[binding.BindingType]:
    """A binding a key; each leads to the screen's action of that name."""
    return [
        binding.Binding(key, command.name, show=False, priority=command.priority)
        for command in declared
        for key in command.keys
    ]


def bar(
    declared: Sequence[commands.Command],
    lang: str,
    *,
    without: Collection[str] = (),
    words: Mapping[str, str] | None = None,
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
        if command.bar and command.name not in without
    ]


def terminal_keys(lang: str) -> list[keybar.Key]:
    """What the key bar says while a terminal has the keyboard."""
    return [
        keybar.Key("ctrl+t", texts.text(lang, "key.lesson"), "terminal", 1),
        keybar.Key("shift+pgup", texts.text(lang, "key.scroll"), "", 2),
        keybar.Key("ctrl+pgup/pgdn", texts.text(lang, "key.hosts"), "next_host", 3),
    ]
