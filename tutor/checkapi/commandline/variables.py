"""What shell variables may hold, as far as the lines themselves tell. Pure.

`X=…` and `for x in …` are followed where the values are written out: what a command substitution gives, and what a
line reads, stays unknown, and so does a variable that nobody set. Which branch is taken is not worked out.
"""

import itertools
import re
from collections.abc import MutableMapping, Sequence

Known = MutableMapping[str, tuple[str, ...]]
"""The values that a variable may have, by its name."""

ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
USE = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<plain>[A-Za-z_]\w*))")
SUBSTITUTION = re.compile(r"\$\(|`")
DECLARERS = frozenset({"export", "declare", "typeset", "local", "readonly"})
BEFORE = frozenset({"if", "then", "else", "elif", "while", "until", "do", "!", "{", "time"})
"""Reserved words that may stand before a command."""

MOST = 64
"""So many values of one variable, or readings of one command, are followed; beyond that it stays as it is written."""


def readings(words: Sequence[str], known: Known) -> list[list[str]]:
    """The words of a command with each combination of the values of the variables that are known."""
    names = sorted({name for word in words for name in used(word) if name in known})
    choices = [known[name] for name in names]
    if not names or _combinations(choices) > MOST:
        return [list(words)]
    return [
        [_put(word, dict(zip(names, values, strict=True))) for word in words]
        for values in itertools.product(*choices)
    ]


def used(word: str) -> list[str]:
    """The names of the variables that a word uses."""
    return [found["braced"] or found["plain"] for found in USE.finditer(word)]


def learn(words: Sequence[str], known: Known) -> None:
    """Take in what a command sets: assignments that stand alone, the words of a `for`, what `read` makes unknown."""
    rest = list(itertools.dropwhile(lambda word: word in BEFORE, words))
    if rest[:1] == ["for"] and rest[2:3] == ["in"]:
        _set(rest[1], rest[3:], known)
    elif "read" in rest:
        for word in rest:
            known.pop(word, None)
    else:
        if rest and rest[0] in DECLARERS:
            rest = [word for word in rest[1:] if not word.startswith("-")]
        found = [ASSIGNMENT.fullmatch(word) for word in rest]
        for one in found if all(found) else ():
            if one:
                _set(one["name"], [one["value"]], known)


def _set(name: str, values: Sequence[str], known: Known) -> None:
    """The variable holds one of these from here on; it is unknown where a program decides that."""
    meant = [value for word in values for reading in readings([word], known) for value in reading]
    if not meant or len(meant) > MOST or any(SUBSTITUTION.search(value) for value in meant):
        known.pop(name, None)
    else:
        known[name] = tuple(dict.fromkeys(meant))


def _put(word: str, values: dict[str, str]) -> str:
    return USE.sub(lambda found: values.get(found["braced"] or found["plain"], found[0]), word)


def _combinations(choices: Sequence[Sequence[str]]) -> int:
    count = 1
    for one in choices:
        count *= len(one)
    return count
