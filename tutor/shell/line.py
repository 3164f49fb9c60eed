"""A command as it is typed at a prompt, and what the shell says to it. Pure."""

from tutor.shell import plain, retention

LAST = 4096
"""Bytes of an output's end that are looked at for a line without an end."""
LEFT_ALTERNATE = (b"\x1b[?1049l", b"\x1b[?1047l", b"\x1b[?47l")
"""xterm's ways back from the alternate screen, whose cursor is not the main one's."""


def keystrokes(text: str) -> bytes:
    """`text` as typed at a prompt of bash or zsh, Enter included.

    Several lines go as one bracketed paste (xterm's mode 2004, which the integration scripts turn on):
    the line editor takes them as one entry, here-documents and all, and a tab is a tab. Control
    characters are dropped, so that no text can end the paste early.
    """
    text = text.strip("\n").replace("\r\n", "\n")
    clean = "".join(char for char in text if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f"))
    if "\n" in clean or "\t" in clean:
        return b"\x1b[200~" + clean.encode() + b"\x1b[201~\r"
    return clean.encode() + b"\r"


def after_echo(shown: retention.Retention, text: str) -> bytes:
    """What the shell said after the echo of `text`: its complaint about the line."""
    head, _, tail = shown.parts()
    lines = (head + tail).split(b"\n")
    return b"\n".join(lines[text.count("\n") + 1 :])


def unfinished(output: retention.Retention) -> bool:
    """Whether the output stopped in the middle of a line, where a prompt would go on."""
    head, _, tail = output.parts()
    last = (head[-LAST:] + tail)[-LAST:].rpartition(b"\n")[2]
    for mark in LEFT_ALTERNATE:
        last = last.rpartition(mark)[2]
    return bool(plain.text(last).strip())
