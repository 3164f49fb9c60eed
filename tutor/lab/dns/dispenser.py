"""Walks tokens line by line and block by block, as plugins read their directive.

Source of the behaviour: coredns/caddy caddyfile/dispenser.go.
"""

import dataclasses
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True)
class Token:
    """A word, its line, and its file where it was imported."""

    text: str
    line: int
    file: str = ""


class CorefileError(Exception):
    """A Corefile that cannot be used; the text is the one that the real server prints."""


class Dispenser:
    """A cursor over tokens; it starts in front of the first."""

    def __init__(self, path: str, tokens: list[Token]) -> None:
        self.path, self.tokens, self.cursor, self._depth = path, tokens, -1, 0

    @property
    def value(self) -> str:
        """The present token's text."""
        return self.tokens[self.cursor].text if 0 <= self.cursor < len(self.tokens) else ""

    @property
    def line(self) -> int:
        """The present token's line."""
        return self.tokens[self.cursor].line if 0 <= self.cursor < len(self.tokens) else 0

    @property
    def file(self) -> str:
        """The present token's file."""
        known = self.tokens[self.cursor].file if 0 <= self.cursor < len(self.tokens) else ""
        return known or self.path

    @property
    def at_line_start(self) -> bool:
        """Whether the present token is the first of its line."""
        return self.cursor < 1 or not self._same_line(self.cursor - 1)

    def next(self) -> bool:
        """Step to the next token, wherever it is."""
        if self.cursor < len(self.tokens) - 1:
            self.cursor += 1
            return True
        return False

    def next_arg(self) -> bool:
        """Step to the next token of this line."""
        if self.cursor < 0 or (self.cursor < len(self.tokens) - 1 and self._same_line(self.cursor)):
            self.cursor += 1
            return True
        return False

    def next_block(self) -> bool:
        """Step to the next line of the directive's block; False behind its closing brace."""
        if self._depth == 0:
            if not self.next_arg():
                return False
            if self.value != "{":
                self.cursor -= 1
                return False
        self._depth = 1
        if not self.next() or self.value == "}":
            self._depth = 0
            return False
        return True

    def block(self) -> Iterator[str]:
        """The first word of each line of the block, the cursor on it."""
        while self.next_block():
            yield self.value

    def rest(self) -> list[str]:
        """The remaining words of this line, up to an opening brace."""
        found = []
        while self.next_arg():
            if self.value == "{":
                self.cursor -= 1
                break
            found.append(self.value)
        return found

    def error(self, text: str) -> CorefileError:
        """An error at the present token."""
        return CorefileError(f"{self.file}:{self.line} - Error during parsing: {text}")

    def argument_error(self) -> CorefileError:
        """Too few or too many arguments."""
        if self.value == "{":
            return self.error("Unexpected token '{', expecting argument")
        return self.error(f"Wrong argument count or unexpected line ending after '{self.value}'")

    def syntax_error(self, expected: str) -> CorefileError:
        """Another token than the grammar allows."""
        place = f"{self.file}:{self.line}"
        return CorefileError(
            f"{place} - Syntax error: Unexpected token '{self.value}', expecting '{expected}'"
        )

    def end_error(self) -> CorefileError:
        """The file ends too early."""
        return self.error("Unexpected EOF")

    def _same_line(self, index: int) -> bool:
        here, there = self.tokens[index], self.tokens[index + 1]
        return here.file == there.file and here.line + here.text.count("\n") >= there.line
