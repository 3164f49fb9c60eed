"""How much room a text takes in a terminal, whose letters are one cell wide or two. Pure."""

import unicodedata


def width(text: str) -> int:
    """In cells: Korean letters take two (UAX #11), accents that stand on another letter none."""
    return sum(_of(letter) for letter in text)


def _of(letter: str) -> int:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 0 if unicodedata.combining(letter) else 1
