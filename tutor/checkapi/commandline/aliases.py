"""Names that learners give to commands, by alias or as a function, and lines spelled out without them. Pure.

Followed as far as the lines themselves tell: what a file defines that is read into the shell stays unknown.
"""

import re
from dataclasses import dataclass, field

from tutor.checkapi.commandline import shell

FUNCTION = re.compile(
    r"(?:^|(?<=[;&\n])|\bfunction\b)[ \t]*+(?P<name>[\w.-]++)\s*+(?:\(\s*+\)\s*+)?\{\s(?P<body>[^{}]*+)\}"
)
ARGUMENTS = re.compile(r'"?\$[@*]"?|"?\$\{?1\}?"?')
"""Where a function's body puts what it is given; several places one by one are not told apart."""

BEFORE = r"(?:do|then|else|sudo|watch|time)\b"
COMMAND = re.compile(
    rf"(?P<before>(?:^|[|;&(\n]|\b{BEFORE}|!)[ \t]*)(?P<name>(?!{BEFORE})[A-Za-z_][\w.-]*)"
    r"(?![\w.=(-]|\s*\()(?P<given>[^|;&()\n]*)"
)
"""A word where a program stands, and what is given to it."""


@dataclass
class Names:
    """What names mean in the shells of a lesson, by host."""

    meant: dict[tuple[str, str], str] = field(default_factory=dict)

    def spelled(self, host: str, line: str) -> str:
        """The line with names in place of which their meanings stand; what it defines itself is learned."""

        def meaning(found: re.Match[str]) -> str:
            value = self.meant.get((host, found["name"]))
            if value is None:
                return found[0]
            given = found["given"]
            told = value + given
            if ARGUMENTS.search(value):
                told = ARGUMENTS.sub(lambda _: given.strip(), value)
            return found["before"] + told

        plain = COMMAND.sub(meaning, line)
        self._learn(host, line)
        return plain

    def _learn(self, host: str, line: str) -> None:
        for found in FUNCTION.finditer(line):
            self.meant[host, found["name"]] = found["body"].strip("; \t\n")
        for call in shell.calls(line):
            for word in call.words:
                name, equals, value = word.partition("=")
                if call.program == "alias" and equals:
                    self.meant[host, name] = self.spelled(host, value)
                elif call.program in ("unalias", "unset"):
                    self.meant.pop((host, word), None)
