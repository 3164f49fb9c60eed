"""A command as it is typed at a prompt, and what the shell says to it. Pure."""

from tutor.shell import retention


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
    lines = b"".join(shown.parts()).split(b"\n")
    return b"\n".join(lines[text.count("\n") + 1 :])
