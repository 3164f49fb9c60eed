"""What an instructor can do: one declaration feeds key, key bar, palette and help, as for the learner's screens.

A command's action belongs to the view that declares it, those of `EVERYWHERE` to the screen.
"""

from tutor.tui import commands

Command = commands.Command

VIEWS = ("roster", "stuck", "hands", "polls", "pace", "notes")
"""The tabs, in the order of their number keys."""

EVERYWHERE = (
    *(Command(f"view_{name}", (str(at),), str(at)) for at, name in enumerate(VIEWS, start=1)),
    Command("tell_all", ("a",), "a", 6),
    Command("join", ("c",), "c", 5),
    Command("timer", ("t",), "t", 9),
    Command("language", ("l",), "l", 10),
    Command("palette", ("ctrl+p",), "ctrl+p", 11, palette=False),
    Command("help", ("question_mark", "f1"), "?", 4),
    Command("leave", ("q",), "q", 8),
)
ROSTER = (
    Command("open", ("enter",), "↵", 1, palette=False),
    Command("message", ("m",), "m", 2),
    Command("find", ("slash",), "/", 3),
    Command("filter", ("f",), "f", 6),
    Command("order", ("s",), "s", 7),
    Command("dense", ("d",), "d", 7),
    Command("mark", ("space",), "space", 8),
    Command("mark_all", ("asterisk",), "*"),
    Command("group", ("g",), "g", 8),
    Command("name_group", ("n",), "n"),
    Command("ungroup", ("u",), "u"),
    Command("clear", ("escape",), "esc"),
)
STUCK = (
    Command("message", ("m",), "m", 1),
    Command("open", ("enter",), "↵", 2, palette=False),
)
HANDS = (
    Command("take", ("x",), "x", 1),
    Command("resolve", ("r",), "r", 2),
    Command("open", ("enter",), "↵", 3, palette=False),
    Command("message", ("m",), "m", 3),
)
POLLS = (
    Command("open", ("enter",), "↵", 1, palette=False),
    Command("show", ("x",), "x", 2),
    Command("own", ("n",), "n", 3),
    Command("poll_before", ("left_square_bracket",), "[", 7),
    Command("poll_after", ("right_square_bracket",), "]", 7),
    Command("earlier", ("left",), "←", 7, palette=False),
    Command("later", ("right",), "→", 7, palette=False),
)
PACE = (
    Command("lock", ("space",), "space", 1),
    Command("only", ("o",), "o", 3),
    Command("open_all", ("u",), "u", 4),
    Command("follow", ("f",), "f", 2),
    Command("step_before", ("left",), "←", 6, palette=False),
    Command("step_after", ("right",), "→", 5, palette=False),
    Command("timer_end", ("e",), "e", 4),
)
NOTES = (
    Command("earlier", ("left",), "←", 1, palette=False),
    Command("later", ("right",), "→", 2, palette=False),
    Command("here", ("h",), "h", 3),
)
LEARNER = (
    Command("watch", ("w",), "w", 1),
    Command("type", ("y",), "y", 2),
    Command("end", ("e",), "e", 3),
    Command("message", ("m",), "m", 4),
    Command("hint", ("h",), "h", 5),
    Command("take", ("x",), "x", 7),
    Command("resolve", ("r",), "r", 8),
    Command("host", ("right",), "→", palette=False),
    Command("pan_left", ("shift+left",), "shift+←", palette=False),
    Command("pan_right", ("shift+right",), "shift+→", palette=False),
    Command("language", ("l",), "l", 10),
    Command("help", ("question_mark", "f1"), "?", 6),
    Command("close", ("escape", "q"), "esc", 1, palette=False),
)
"""The screen of one learner."""
JOIN = (
    Command("qr", ("space",), "space", 2),
    Command("language", ("l",), "l", 3),
    Command("close", ("escape", "q", "c", "enter"), "esc", 1),
)
"""The screen for the projector."""
