"""The command line: from words to one of the commands (calicoctl/calicoctl/calicoctl.go)."""

import os
import sys
from collections.abc import Callable, Sequence

from tutor.lab.calico.calicoctl import (
    api,
    crud,
    fault,
    integrity,
    ipam,
    kubeconfig,
    node,
    options,
    screen,
    store,
    usage,
    versions,
)

GLOBAL = options.grammar("log-level context", "", "l=log-level")
INNER = options.grammar()

Run = Callable[[options.Options, Callable[[], store.Store]], None]


class _Command:
    """How a command's words are read, how many bare ones there may be, what it needs, and what it does."""

    def __init__(
        self, grammar: options.Grammar, run: Run, most: int = 0, least: int = 0, needs: str = ""
    ) -> None:
        self.grammar, self.run, self.most, self.least, self.needs = grammar, run, most, least, needs

    def fits(self, given: options.Options) -> bool:
        """Whether the words make sense together: either a file is named, or as many words as there must be."""
        if "filename" in given.values:
            return not given.words
        return self.least <= len(given.words) <= self.most and (not self.needs or self.needs in given.values)


def _writing(verb: str) -> Run:
    return lambda given, calico: crud.write(verb, given, calico)


_ANY = 1 << 20
COMMANDS = {
    "get": _Command(crud.GET, crud.get, _ANY, 1),
    "apply": _Command(crud.WRITE, _writing("apply"), needs="filename"),
    "create": _Command(crud.WRITE, _writing("create"), needs="filename"),
    "replace": _Command(crud.WRITE, _writing("replace"), needs="filename"),
    "delete": _Command(crud.WRITE, _writing("delete"), _ANY, 1),
    "patch": _Command(crud.PATCH, crud.patch, 2, 2, "patch"),
    "version": _Command(versions.VERSION, lambda _, calico: versions.version(calico)),
    "ipam show": _Command(ipam.SHOW, ipam.show),
    "ipam check": _Command(integrity.CHECK, integrity.check),
    "ipam release": _Command(ipam.RELEASE, ipam.release),
    "ipam configure": _Command(ipam.CONFIGURE, ipam.configure),
    "node status": _Command(node.STATUS, lambda *_: node.status()),
}
_GROUPS = ("ipam", "node")
_ELSEWHERE = ("convert", "datastore", "label", "export", "import", "cluster", "validate")
_SEE = "Use flag '--help' to read about a specific subcommand."


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code."""
    try:
        _run(words)
        sys.stdout.flush()
    except fault.Fault as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:
        # The reader, head(1) say, has seen enough; Python must not complain again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _run(words: Sequence[str]) -> None:
    given = _read(GLOBAL, words, words, first=True)
    if "help" in given.flags or not words:
        screen.block(usage.MAIN)
        return
    if not given.words:
        raise fault.Fault(f"Invalid option: '{' '.join(words)}'. {_SEE}")
    name, *rest = given.words
    if name in _GROUPS:
        name, rest = _grouped(name, rest)
        if not name:
            return
    command = COMMANDS.get(name)
    if command is None:
        raise fault.Fault(_unknown(name))
    _run_one(name, command, rest, given.value("context"))


def _grouped(group: str, words: list[str]) -> tuple[str, list[str]]:
    """A command of a group and its words; an empty name where help was all that was wanted."""
    given = _read(INNER, words, [group, *words], first=True)
    name = f"{group} {given.words[0]}" if given.words else ""
    if name in COMMANDS and "help" not in given.flags:
        return name, given.words[1:]
    if not name and "help" not in given.flags:
        raise fault.Fault(_invalid([group, *words]))
    screen.block(usage.GROUPS[group])
    return "", []


def _run_one(name: str, command: _Command, words: list[str], context: str) -> None:
    given = _read(command.grammar, words, [*name.split(), *words])
    if "help" in given.flags:
        screen.block(usage.COMMANDS[name])
        return
    if not command.fits(given):
        raise fault.Fault(_invalid([*name.split(), *words]))

    def calico() -> store.Store:
        return store.Store(api.Api(kubeconfig.load(given.value("context") or context)))

    command.run(given, calico)


def _read(
    grammar: options.Grammar, words: Sequence[str], said: Sequence[str], *, first: bool = False
) -> options.Options:
    try:
        return grammar.read(words, options_first=first)
    except fault.Fault:
        raise fault.Fault(_invalid(said)) from None


def _invalid(words: Sequence[str]) -> str:
    return f"Invalid option: 'calicoctl {' '.join(words)}'. {_SEE}"


def _unknown(name: str) -> str:
    if name in _ELSEWHERE:
        return f"calicoctl {name} is not part of the lab's calicoctl"
    return f'Unknown command: "{name}"\n{usage.MAIN}'.rstrip("\n")
