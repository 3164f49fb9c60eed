"""What a user reads, in English and Korean: tables of texts and how one is picked."""

import os
import unicodedata
from collections.abc import Mapping

LANGUAGES = ("en", "ko")
DEFAULT = "en"

Table = Mapping[str, Mapping[str, str]]
"""Key -> language -> text with `{named}` places."""


def pick(texts: Mapping[str, str], lang: str) -> str:
    """The text in `lang`, or in English, or in whatever language there is ("" for none)."""
    found = texts.get(lang) or texts.get(DEFAULT)
    return found if found is not None else next(iter(texts.values()), "")


def text(table: Table, lang: str, key: str, **args: object) -> str:
    """The text of `key` with its places filled, words by `plain`. Raises KeyError for a key that the table lacks."""
    words = {name: plain(value) if isinstance(value, str) else value for name, value in args.items()}
    return pick(table[key], lang).format(**words)


def plain(words: str) -> str:
    """Words of others with their control characters shown: no snapshot, object or file name steers the terminal."""
    return "".join(_shown(char) if unicodedata.category(char) == "Cc" else char for char in words)


def _shown(char: str) -> str:
    return char if char in "\n\t" else f"\\x{ord(char):02x}"


def of_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the user's locale asks for (POSIX: LC_ALL, then LC_MESSAGES, then LANG)."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable, ""):
            lang = value[:2].lower()
            return lang if lang in LANGUAGES else DEFAULT
    return DEFAULT
