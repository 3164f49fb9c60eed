"""The Corefile's grammar: tokens, server blocks, errors in the real words. Pure but for `import`ed files.

Source of the behaviour: coredns/caddy caddyfile/{lexer,parse}.go. Grouping only; what a directive means is its
plugin's own affair.
"""

import dataclasses
import glob
import hashlib
import json
import os
import re
from collections.abc import Collection
from pathlib import Path

from tutor.lab.dns import dispenser
from tutor.lab.dns.dispenser import CorefileError, Token

MAX_IMPORTS = 1000
_REFERENCE = re.compile(r"\{%([^%]+)%\}|\{\$([^}]+)\}")


@dataclasses.dataclass
class ServerBlock:
    """Addresses, and the tokens of each directive in the order of its appearances."""

    keys: list[str] = dataclasses.field(default_factory=list)
    tokens: dict[str, list[Token]] = dataclasses.field(default_factory=dict)


def lex(text: str) -> list[Token]:
    """Split into words; `#` starts a comment, double quotes hold spaces and line breaks together."""
    found: list[Token] = []
    line, start, word, at = 1, 1, "", 0
    while at < len(text):
        char = text[at]
        if char == '"' and not word:
            quoted, length = _quoted(text[at + 1 :])
            found.append(Token(quoted, line))
            line += text.count("\n", at, at + 1 + length)
            at += 1 + length
            continue
        if char == "#":
            at = text.find("\n", at)
            at = len(text) if at < 0 else at
            continue
        if char.isspace():
            if char != "\r" and word:
                found.append(Token(word, start))
                word = ""
            line += char == "\n"
        else:
            start = start if word else line
            word += char
        at += 1
    return [*found, Token(word, start)] if word else found


def _quoted(text: str) -> tuple[str, int]:
    """The text up to the closing quote, and how much of the input it took. Only quotes can be escaped."""
    end, out = 0, ""
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and end + 1 < len(text):
            out += text[end + 1] if text[end + 1] == '"' else text[end : end + 2]
            end += 2
        else:
            out += text[end]
            end += 1
    return out, end + 1


def expand(text: str) -> str:
    """Replace `{$NAME}` and `{%NAME%}` by environment variables."""
    return _REFERENCE.sub(lambda match: os.environ.get(match[1] or match[2], ""), text)


def parse(text: str, path: str, directives: Collection[str] | None = None) -> list[ServerBlock]:
    """Group a Corefile's tokens by server block. Raises CorefileError, with file and line.

    `directives` are the names that may appear; None allows all.
    """
    return _Parser(lex(text.lstrip("\ufeff")), path, directives).blocks()


def digest(blocks: list[ServerBlock]) -> str:
    """SHA-512 of the parsed form, as plugin/reload prints it: comments and spacing do not count."""
    plain = [
        {
            "Keys": block.keys,
            "Tokens": {
                name: [{"File": token.file, "Line": token.line, "Text": token.text} for token in tokens]
                for name, tokens in sorted(block.tokens.items())
            },
        }
        for block in blocks
    ]
    encoded = json.dumps(plain or None, separators=(",", ":"), ensure_ascii=False)
    for char in "<>&":
        encoded = encoded.replace(char, f"\\u{ord(char):04x}")
    return hashlib.sha512(encoded.encode()).hexdigest()


class _Parser(dispenser.Dispenser):
    """Walks the tokens once; `import` puts others in their place."""

    def __init__(self, tokens: list[Token], path: str, directives: Collection[str] | None) -> None:
        super().__init__(path, tokens)
        self.directives = directives
        self.present = ServerBlock()
        self.snippets: dict[str, list[Token]] = {}
        self.imports = 0

    def blocks(self) -> list[ServerBlock]:
        found = []
        while self.next():
            self.present = ServerBlock()
            self._one()
            if self.present.keys:
                found.append(self.present)
        return found

    def _one(self) -> None:
        if not self._addresses():
            return
        keys = self.present.keys
        if len(keys) == 1 and keys[0].startswith("(") and keys[0].endswith(")"):
            self._define_snippet(keys[0][1:-1])
            self.present.keys = []
            return
        braces = self.value == "{"
        if not braces:
            self.cursor -= 1
        self._directives()
        if braces and self.value != "}":
            raise self.syntax_error("}")

    def _addresses(self) -> bool:
        """Collect the keys in front of a block; whether anything follows them."""
        another = False
        while True:
            word = expand(self.value)
            if word == "import" and self.at_line_start:
                self._import()
                self.next()
                continue
            if word == "{":
                if another:
                    raise self.error(f"Expected another address but had '{word}' - check for extra comma")
                return True
            if word:
                another = word.endswith(",")
                self.present.keys.append(word.removesuffix(","))
            if not self.next():
                if another:
                    raise self.end_error()
                return False
            if not another and self.at_line_start:
                return True

    def _directives(self) -> None:
        while self.next():
            if self.value == "}":
                return
            if self.value == "import":
                self._import()
                continue
            self._directive()

    def _directive(self) -> None:
        name, depth = expand(self.value), 0
        if self.directives is not None and name not in self.directives:
            raise self.error(f"Unknown directive '{name}'")
        tokens = self.present.tokens.setdefault(name, [])
        tokens.append(self.tokens[self.cursor])
        while self.next():
            if self.value == "{":
                depth += 1
            elif self.at_line_start and depth == 0:
                self.cursor -= 1
                return
            elif self.value == "}":
                if depth == 0:
                    raise self.error("Unexpected '}' because no matching opening brace")
                depth -= 1
            elif self.value == "import" and self.at_line_start:
                self._import()
                continue
            token = self.tokens[self.cursor]
            self.tokens[self.cursor] = dataclasses.replace(token, text=expand(token.text))
            tokens.append(self.tokens[self.cursor])
        if depth > 0:
            raise self.end_error()

    def _define_snippet(self, name: str) -> None:
        if name in self.snippets:
            raise self.error(f"redeclaration of previously declared snippet {name}")
        if self.value != "{":
            raise self.syntax_error("{")
        depth = 1
        tokens: list[Token] = []
        while self.next():
            depth += (self.value == "{") - (self.value == "}")
            if depth == 0:
                self.snippets[name] = tokens
                return
            tokens.append(self.tokens[self.cursor])
        raise self.syntax_error("}")

    def _import(self) -> None:
        """Put the imported tokens in place of the two of the directive; the cursor lands in front of them."""
        start = self.cursor
        if not self.next_arg():
            raise self.argument_error()
        pattern = expand(self.value)
        if not pattern:
            raise self.error("Import requires a non-empty filepath")
        if self.next_arg():
            raise self.error("Import takes only one argument (glob pattern or file)")
        self.imports += 1
        if self.imports > MAX_IMPORTS:
            raise self.error(f"maximum snippet import depth ({MAX_IMPORTS}) exceeded")
        inserted = self.snippets[pattern] if pattern in self.snippets else self._files(pattern)
        self.tokens[start : start + 2] = inserted
        self.cursor = start - 1

    def _files(self, pattern: str) -> list[Token]:
        whole = str(Path(self.file).absolute().parent / pattern)
        matches = sorted(glob.glob(whole))
        if not matches and not any(mark in whole for mark in "*?[]"):
            raise self.error(f"File to import not found: {pattern}")
        found: list[Token] = []
        for name in matches:
            try:
                text = Path(name).read_text()
            except OSError as error:
                raise self.error(f"Could not import {name}: {error.strerror}") from error
            found += [dataclasses.replace(token, file=name) for token in lex(text)]
        return found


__all__ = ["CorefileError", "ServerBlock", "Token", "digest", "expand", "lex", "parse"]
