"""Words of a label selector (apimachinery: pkg/labels/selector.go, type Lexer)."""

from typing import NamedTuple

END, ERROR, IDENTIFIER = "end", "error", "identifier"
_SPACE = " \t\r\n"
_SPECIAL = "=!(),><"
_SYMBOLS = (")", ",", "!", "==", "=", ">", "<", "!=", "(")
_WORDS = ("in", "notin")


class Token(NamedTuple):
    """A symbol or word (`kind` is the symbol itself), an identifier, an error or the end."""

    kind: str
    text: str


def scan(selector: str) -> list[Token]:
    """All tokens, the last one END."""
    tokens: list[Token] = []
    position = 0
    while position < len(selector):
        if selector[position] in _SPACE:
            position += 1
            continue
        token, position = (
            _symbol(selector, position) if selector[position] in _SPECIAL else _word(selector, position)
        )
        tokens.append(token)
    return [*tokens, Token(END, "")]


def _word(selector: str, start: int) -> tuple[Token, int]:
    end = start
    while end < len(selector) and selector[end] not in _SPACE + _SPECIAL:
        end += 1
    text = selector[start:end]
    return Token(text if text in _WORDS else IDENTIFIER, text), end


def _symbol(selector: str, start: int) -> tuple[Token, int]:
    for length in (2, 1):
        text = selector[start : start + length]
        if text in _SYMBOLS:
            return Token(text, text), start + len(text)
    return Token(ERROR, f"error expected: keyword found '{selector[start]}'"), start + 1
