"""What a learner can do: one declaration feeds the key, the key bar, the palette and the help."""

from typing import NamedTuple

from tutor.tui import browser


class Command(NamedTuple):
    """One thing to do on the lesson screen.

    `name` is the screen's action and the stem of its texts: `key.NAME` (a word for the key bar) and
    `do.NAME` (a sentence for palette and help). `bar` is its place in the key bar, 0 for none; where room
    is short, higher places go first. `shown` is how the key is written.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    bar: int = 0
    palette: bool = True
    priority: bool = False
    """Works even while a terminal has the keyboard."""


LESSON = (
    Command("run", ("enter",), "↵", 1),
    Command("edit", ("e",), "e", 2),
    Command("next", ("n",), "n", 3),
    Command("back", ("b",), "b", 9),
    Command("predict", ("p",), "p", 6),
    Command("hint", ("h",), "h", 4),
    Command("check", ("g",), "g", 12),
    Command("reset", ("r",), "r", 10),
    Command("skip", ("s",), "s", 11),
    Command("pane", ("v",), "v", 7),
    Command("terminal", browser.TERMINAL, "ctrl+t", 5, priority=True),
    Command("next_host", ("right",), "→", palette=False),
    Command("previous_host", ("left",), "←", palette=False),
    Command("next_command", ("j",), "j", palette=False),
    Command("previous_command", ("k",), "k", palette=False),
    Command("menu", ("c",), "c", 13),
    Command("form", ("f",), "f"),
    Command("language", ("l",), "l", 14),
    Command("palette", ("ctrl+p",), "ctrl+p", 8, palette=False),
    Command("help", ("question_mark", "f1"), "?", 6),
    Command("leave", ("q",), "q", 15),
)
"""The lesson screen, in the order of the help."""

MENU = (
    Command("open", ("enter",), "↵", 1, palette=False),
    Command("language", ("l",), "l", 2),
    Command("help", ("question_mark", "f1"), "?", 3),
    Command("close", ("escape", "c"), "esc", 4, palette=False),
    Command("leave", ("q",), "q", 5),
)
"""The course menu."""
