"""Reads a command's arguments as docopt does: options anywhere, long ones by any beginning that is clear. Pure."""

import dataclasses
from collections.abc import Mapping, Sequence

from tutor.lab.calico.calicoctl import fault


@dataclasses.dataclass
class Options:
    """What was given: options with a value, options without, and the rest in order."""

    values: dict[str, str]
    flags: set[str]
    words: list[str]

    def value(self, name: str, default: str = "") -> str:
        """An option's value."""
        return self.values.get(name, default)


@dataclasses.dataclass(frozen=True)
class Grammar:
    """The options of one command: `valued` and `flags` by their long names, `short` maps a letter to a long name."""

    valued: frozenset[str]
    flags: frozenset[str]
    short: Mapping[str, str]

    def read(self, words: Sequence[str], *, options_first: bool = False) -> Options:
        """Raises Fault for an unknown option, for a missing value and for one too many."""
        found = Options({}, set(), [])
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--" or (options_first and not word.startswith("-")):
                found.words += rest if word == "--" else [word, *rest]
                break
            if word.startswith("--"):
                self._long(word[2:], rest, found)
            elif word.startswith("-") and word != "-":
                self._letters(word[1:], rest, found)
            else:
                found.words.append(word)
        return found

    def _long(self, word: str, rest: list[str], found: Options) -> None:
        name, equals, value = word.partition("=")
        known = self.valued | self.flags
        near = [name] if name in known else sorted(one for one in known if one.startswith(name))
        if len(near) != 1:
            raise fault.Fault(name)
        if near[0] in self.flags:
            if equals:
                raise fault.Fault(name)
            found.flags.add(near[0])
        else:
            found.values[near[0]] = value if equals else _next(rest, name)

    def _letters(self, letters: str, rest: list[str], found: Options) -> None:
        for index, letter in enumerate(letters):
            name = self.short.get(letter)
            if name is None:
                raise fault.Fault(letter)
            if name in self.valued:
                found.values[name] = letters[index + 1 :] or _next(rest, name)
                return
            found.flags.add(name)


def _next(rest: list[str], name: str) -> str:
    if not rest:
        raise fault.Fault(name)
    return rest.pop(0)


def grammar(valued: str = "", flags: str = "", short: str = "") -> Grammar:
    """A grammar from words: long names, and `letter=name` pairs; every command knows -h and --help."""
    letters = dict(pair.split("=", 1) for pair in short.split())
    return Grammar(
        frozenset(valued.split()),
        frozenset([*flags.split(), "help", "allow-version-mismatch"]),
        {**letters, "h": "help"},
    )
