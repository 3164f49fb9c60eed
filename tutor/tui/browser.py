"""Keys that a browser keeps for itself, and those that stand for them there. Pure.

Chromium gives no page Ctrl+T, Ctrl+N, Ctrl+W and Ctrl+PageUp or PageDown (its "reserved" commands), whatever the page
does; Firefox and Safari keep most of them as well. So each of ours among them has a second key, everywhere:

- F6 for the terminal. Browsers go to their next pane by it, but only where the page lets them, and xterm.js does not.
  It is on every layout, unlike ctrl+], which needs AltGr on many and is a jump in vim and telnet's way out; and neither
  readline nor vim nor less has a use for it.
- ctrl+g for what is prepared, in a dialog: browsers search again by it, but only where the page lets them. F6 and F7
  mark text there (Textual's TextArea).

Ctrl+W is the shell's. A browser's Alt+Backspace comes as the same octet.
"""

from collections.abc import Mapping

TERMINAL = ("ctrl+t", "f6")
"""To a terminal, and back from it."""
PREPARED = ("ctrl+n", "ctrl+g")
"""Puts in what is prepared."""

INSTEAD: Mapping[str, str] = {"ctrl+t": "F6"}
"""A key as it is written -> what is written in a browser. The first of each pair is kept: F-keys are a long way off."""


def shown(key: str, *, web: bool) -> str:
    """How a key is written here or, with `web`, in a browser."""
    return INSTEAD.get(key, key) if web else key
