"""What an instructor's console says, made harmless for a screen. Pure."""

import dataclasses
import unicodedata
from typing import Any, TypeVar

_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode's categories of what is not seen but acts: escapes, direction marks, private letters, line separators."""
_JOINERS = "\u200c\u200d"

Order = TypeVar("Order")


def words(text: str) -> str:
    """Text without what could steer a terminal; lines and tabs stay."""
    return "".join(
        char
        for char in text.replace("\r\n", "\n")
        if char in "\n\t" or char in _JOINERS or unicodedata.category(char) not in _STEERING
    )


def line(text: str, most: int = 200) -> str:
    """The same as one line of `most` letters at most."""
    found = " ".join(words(text).split())
    return found if len(found) <= most else found[: most - 1] + "…"


def order(one: Order) -> Order:
    """An order whose every text is harmless."""
    return _clean(one)  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _clean(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value
