"""What others wrote, made fit to be drawn. Pure."""

import unicodedata

from tutor.base import i18n

_UNSEEN = ("Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Letters that show nothing but change how others are laid out: writing directions, line ends, joiners."""


def block(text: str, limit: int = 4000) -> str:
    """Their words with line breaks kept, every other control character shown, and what steers a layout left out."""
    kept = "".join(letter for letter in text[:limit] if unicodedata.category(letter) not in _UNSEEN)
    return i18n.plain(kept.replace("\t", "    ").replace("\r\n", "\n"))


def line(text: str, limit: int = 400) -> str:
    """Their words on one line."""
    return " ".join(block(text, limit).split())
