"""What Go's encoding/json says of a text that is no JSON. A scanner that runs only after the fast parser failed."""

import string

_SPACE = " \t\r\n"
_LITERALS = {"t": "true", "f": "false", "n": "null"}
_ESCAPES = '"\\/bfnrt'
END = "unexpected end of JSON input"


class _FaultError(Exception):
    """The first fault; carries the complaint."""


def why(text: str) -> str:
    """The complaint about the first fault; empty if Go would take the text."""
    scanner = _Scanner(text)
    try:
        scanner.value()
        scanner.space()
        if scanner.at < len(text):
            scanner.complain("after top-level value")
    except _FaultError as fault:
        return str(fault)
    except RecursionError:
        return "exceeded max depth"
    return ""


def _quoted(char: str) -> str:
    if char == "'":
        return r"'\''"
    if char == '"':
        return "'\"'"
    shown = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "\b": r"\b", "\f": r"\f"}.get(char)
    if shown is None:
        shown = char if char.isprintable() else f"\\x{ord(char):02x}"
    return f"'{shown}'"


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def complain(self, where: str) -> None:
        raise _FaultError(f"invalid character {_quoted(self.text[self.at])} {where}")

    def char(self) -> str:
        if self.at >= len(self.text):
            raise _FaultError(END)
        return self.text[self.at]

    def space(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1

    def next(self) -> str:
        self.space()
        return self.char()

    def value(self) -> None:
        first = self.next()
        if first == "{":
            self.object()
        elif first == "[":
            self.array()
        elif first == '"':
            self.quoted()
        elif first in _LITERALS:
            self.literal(_LITERALS[first])
        elif first == "-" or first in string.digits:
            self.number()
        else:
            self.complain("looking for beginning of value")

    def object(self) -> None:
        self.at += 1
        if self.next() == "}":
            self.at += 1
            return
        while True:
            if self.next() != '"':
                self.complain("looking for beginning of object key string")
            self.quoted()
            if self.next() != ":":
                self.complain("after object key")
            self.at += 1
            self.value()
            if self.closed("}", "after object key:value pair"):
                return

    def array(self) -> None:
        self.at += 1
        if self.next() == "]":
            self.at += 1
            return
        while True:
            self.value()
            if self.closed("]", "after array element"):
                return

    def closed(self, end: str, where: str) -> bool:
        found = self.next()
        if found not in (end, ","):
            self.complain(where)
        self.at += 1
        return found == end

    def quoted(self) -> None:
        self.at += 1
        while self.char() != '"':
            if self.char() == "\\":
                self.escape()
            elif self.char() < " ":
                self.complain("in string literal")
            else:
                self.at += 1
        self.at += 1

    def escape(self) -> None:
        self.at += 1
        if self.char() == "u":
            for _ in range(4):
                self.at += 1
                if self.char() not in string.hexdigits:
                    self.complain("in \\u hexadecimal character escape")
        elif self.char() not in _ESCAPES:
            self.complain("in string escape code")
        self.at += 1

    def literal(self, word: str) -> None:
        for expected in word:
            if self.char() != expected:
                self.complain(f"in literal {word} (expecting {_quoted(expected)})")
            self.at += 1

    def number(self) -> None:
        if self.char() == "-":
            self.at += 1
        if self.char() == "0":
            self.at += 1
        else:
            self.digits("in numeric literal")
        if self.at < len(self.text) and self.text[self.at] == ".":
            self.at += 1
            self.digits("after decimal point in numeric literal")
        if self.at < len(self.text) and self.text[self.at] in "eE":
            self.at += 1
            if self.char() in "+-":
                self.at += 1
            self.digits("in exponent of numeric literal")

    def digits(self, where: str) -> None:
        if self.char() not in string.digits:
            self.complain(where)
        while self.at < len(self.text) and self.text[self.at] in string.digits:
            self.at += 1
