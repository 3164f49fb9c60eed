"""A shell's variables and functions: out of what bash prints of them, and into text that bash may read. Pure.

`declare -p` prints assignments that could be executed as they are; but a snapshot is a file that anyone may have
changed. So they are taken apart into names and values, and written anew with every character quoted.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

FILE = "/run/k8stutor/shell"
"""On each host: what its lesson shell remembers, written by the shell at each prompt."""

RESTORE = f"{FILE}.restore"
"""What the shell takes in at its next prompt."""

END = "\0end\n"
"""Stands last in what a shell writes, so that half of it is not taken for all."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEY = re.compile(r"[A-Za-z0-9_.:/@ -]+")
INTEGER = re.compile(r"-?\d+")
OWN = re.compile(
    r"BASH.*|__k8stutor_.*|K8STUTOR_.*|COMP_.*|EPOCH.*|HIST.*|PS[0124]|PROMPT_COMMAND|SHELLOPTS|E?UID|PPID|_|S?RANDOM"
    r"|SECONDS|LINENO|DIRSTACK|FUNCNAME|GROUPS|PIPESTATUS|OPT(IND|ARG|ERR)|SHLVL|IFS|TERM|COLORTERM|LINES|COLUMNS"
)
"""What bash keeps by itself, or the tutor for its marks."""

KEPT_FLAGS = "xaAilu"
MOST = 2000
LONGEST = 64 * 1024


class Variable(NamedTuple):
    """`flags` as of declare(1); `value` is a text, or the pairs of an array; None where it has none."""

    name: str
    flags: str
    value: str | list[tuple[str, str]] | None


class Shell(NamedTuple):
    """What a shell remembers. `functions` are texts as `declare -f` prints them."""

    variables: tuple[Variable, ...] = ()
    functions: tuple[str, ...] = ()


class MalformedError(ValueError):
    """The text is not what bash prints."""


def parse(text: str) -> Shell:
    """What `declare -p`, NUL, `declare -f` and END printed. Raises MalformedError."""
    if not text.endswith(END):
        raise MalformedError("not all of it was written")
    assignments, _, functions = text.removesuffix(END).partition("\0")
    found = tuple(one for one in _assignments(assignments) if _is_learners(one))
    return Shell(found[:MOST], tuple(_functions(functions)))


def _is_learners(one: Variable) -> bool:
    return not OWN.fullmatch(one.name) and "r" not in one.flags and "n" not in one.flags


def _assignments(text: str) -> Iterator[Variable]:
    reader = _Reader(text)
    while reader.more():
        flags, name = reader.match(r"declare -([-A-Za-z]+) ([A-Za-z_][A-Za-z0-9_]*)")
        value: str | list[tuple[str, str]] | None = None
        if reader.take("="):
            value = reader.array() if reader.take("(") else reader.word()
        reader.match(r"\n+")
        yield Variable(name, flags.replace("-", ""), value)


class _Reader:
    """Reads bash's words one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._text)

    def take(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def match(self, pattern: str) -> tuple[str, ...]:
        found = re.compile(pattern).match(self._text, self._at)
        if found is None:
            raise MalformedError(f"unexpected text at {self._at}")
        self._at = found.end()
        return found.groups()

    def array(self) -> list[tuple[str, str]]:
        """The pairs up to the closing parenthesis."""
        pairs = []
        while not self.take(")"):
            self.match(r" *\[")
            key = (
                self.word()
                if self._text[self._at : self._at + 1] in ('"', "$")
                else self.match(r"([^]\s]+)")[0]
            )
            self.match(r"\]=")
            pairs.append((key, self.word()))
            self.match(r" *")
        return pairs

    def word(self) -> str:
        """A quoted or a plain word."""
        if self.take("$'"):
            return _ansi(self.match(r"((?:[^'\\]|\\.)*)'")[0])
        if self.take('"'):
            inside = self.match(r'((?:[^"\\]|\\.|\\\n)*)"')[0]
            return re.sub(r'\\(["$`\\])', r"\1", inside)
        return re.sub(r"\\(.)", r"\1", self.match(r"((?:[^\s()'\"$`\\]|\\.)*)")[0])


_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}


def _byte(value: int) -> str:
    """A byte of a text; above ASCII it is part of a letter that is put together later (PEP 383)."""
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def _ansi(text: str) -> str:
    """$'…' of bash(1), "QUOTING"."""

    def one(found: re.Match[str]) -> str:
        word = found[1]
        if word[0] in "01234567":
            return _byte(int(word, 8) & 0xFF)
        if word[0] == "u" and len(word) > 1:
            return chr(int(word[1:], 16))
        if word[0] == "x" and len(word) > 1:
            return _byte(int(word[1:], 16))
        return _ANSI.get(word, word)

    decoded = re.sub(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|.)", one, text, flags=re.DOTALL)
    return decoded.encode(errors="surrogateescape").decode(errors="surrogateescape")


def _functions(text: str) -> Iterator[str]:
    """One text a function; those of the tutor's own integration are left out."""
    if len(text) > LONGEST:
        return
    for found in re.finditer(r"^(\S+) \(\) *\n\{ *\n.*?^\}\n", text, re.MULTILINE | re.DOTALL):
        if NAME.fullmatch(found[1]) and not found[1].startswith("__k8stutor_"):
            yield found[0]


def as_data(shell: Shell) -> dict[str, Any]:
    """As it stands in a snapshot."""
    return {"variables": [list(one) for one in shell.variables], "functions": list(shell.functions)}


def from_data(data: Any) -> Shell:
    """Read `as_data` back. Raises MalformedError for anything else."""
    try:
        variables = tuple(_variable(*one) for one in data["variables"][:MOST])
        functions = tuple(one for one in data["functions"] if list(_functions(one)) == [one])
    except (TypeError, LookupError, AttributeError) as error:
        raise MalformedError("no variables") from error
    return Shell(variables, functions)


def _variable(name: str, flags: str, value: Any) -> Variable:
    if not NAME.fullmatch(name) or OWN.fullmatch(name) or not re.fullmatch(r"[A-Za-z]*", flags):
        raise MalformedError(f"no variable: {name}")
    if isinstance(value, list):
        value = [(str(key), str(one)) for key, one in value]
    elif value is not None and not isinstance(value, str):
        raise MalformedError(f"no value: {name}")
    return Variable(name, flags, value)


def render(shell: Shell) -> str:
    """Text that gives a bash these variables and functions, and no other of its learner's own."""
    lines = ["__k8stutor_forget"]
    lines += [line for one in shell.variables if (line := _line(one))]
    lines += list(shell.functions)
    folder = next((one.value for one in shell.variables if one.name == "PWD"), None)
    if isinstance(folder, str):
        lines.append(f"cd -- {_quoted(folder)} 2>/dev/null")
    return "\n".join(lines) + "\n"


def _line(one: Variable) -> str:
    if one.name in ("PWD", "OLDPWD"):
        return ""
    flags = "".join(flag for flag in KEPT_FLAGS if flag in one.flags)
    if one.value is None:
        return f"declare -g{flags} {one.name}"
    whole = [one.value] if isinstance(one.value, str) else [value for _, value in one.value]
    if "i" in flags and not all(INTEGER.fullmatch(value) for value in whole):
        return ""  # an assignment to an integer is calculated, and a calculation may run commands
    if isinstance(one.value, str):
        return f"declare -g{flags} {one.name}={_quoted(one.value)}"
    good = KEY if "A" in flags else INTEGER
    pairs = [f"[{_quoted(key)}]={_quoted(value)}" for key, value in one.value if good.fullmatch(key)]
    if "A" not in flags:
        pairs = [f"[{key}]={_quoted(value)}" for key, value in one.value if good.fullmatch(key)]
    return f"declare -g{flags or 'a'} {one.name}=({' '.join(pairs)})"


def _quoted(text: str) -> str:
    """The text in $'…' with every byte that is no plain letter as an octal number."""
    raw = text.encode(errors="surrogateescape")
    plain = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+=,- ")
    return "$'" + "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in raw) + "'"
