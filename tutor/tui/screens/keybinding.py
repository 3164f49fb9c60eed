"""From declared commands to Textual's bindings and to the key bar. Pure."""

from collections.abc import Collection, Mapping, Sequence

from textual import binding

from tutor.tui import browser, commands, texts
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
    web: bool = False,
) -> list[keybar.Key]:
    """The commands that have a place in the key bar; `words` names those that mean something else now, and `web` says
    that a browser is in between."""
    named = words or {}
    return [
        keybar.Key(
            browser.shown(command.shown, web=web),
            texts.text(lang, f"key.{named.get(command.name, command.name)}"),
            command.name,
            command.bar,
        )
        for command in declared
        if command.bar and command.name not in without
    ]


def terminal_keys(lang: str, *, web: bool = False) -> list[keybar.Key]:
    """What the key bar says while a terminal has the keyboard; a browser keeps the key for hosts, a click does it."""
    hosts = texts.text(lang, "key.click") if web else "ctrl+pgup/pgdn"
    return [
        keybar.Key(browser.shown("ctrl+t", web=web), texts.text(lang, "key.lesson"), "terminal", 1),
        keybar.Key("shift+pgup", texts.text(lang, "key.scroll"), "", 2),
        keybar.Key(hosts, texts.text(lang, "key.hosts"), "next_host", 3),
    ]
