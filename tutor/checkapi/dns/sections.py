"""The questions that DNS tools print: nslookup -debug, dig, drill, kdig, host -v. Text in, names out. Pure."""

import re
from collections.abc import Collection, Sequence

from tutor.checkapi import shown

QUESTION = re.compile(
    r"^(?:;+[ \t]*|[ \t]+)(?P<name>[\w-]+(?:\.[\w-]+)*)\.?"
    r"(?:, type = (?P<nslookup>\w+), class = IN|\s+IN\s+(?P<dig>\w+))\s*$"
    r'|^Trying "(?P<host>[\w-]+(?:\.[\w-]+)*)\.?"\s*$',
    re.MULTILINE,
)
"""`\\tNAME, type = A, class = IN` of nslookup; `Trying "NAME"` of host; `;NAME. IN A`, `;; NAME. IN A` of others."""

STATUS = re.compile(
    r"(?:status|rcode): (?P<code>[A-Z]+)|(?:server can't find|not found:) ?.*?(?P<word>NXDOMAIN|SERVFAIL|REFUSED)"
)
"""Where a tool says how the server answered."""


def asked(text: str, kind: str = "A") -> list[str]:
    """The names in the question sections of that type, in order, in small letters and without dots at their ends."""
    names: list[str] = []
    tried, told = "", False
    for found in QUESTION.finditer(shown.unnumbered(text)):
        name = (found["name"] or found["host"]).lower()
        # host tells each name that it tries, of whatever type, and then the question of the last one.
        if found["host"]:
            if name == tried:
                continue
            tried, told = name, False
        elif (found["nslookup"] or found["dig"]) != kind:
            continue
        elif name == tried and not told:
            told = True
            continue
        names.append(name)
    return names


def holds(names: Sequence[str], wanted: Sequence[str], others: Collection[str]) -> bool:
    """Whether the names contain the wanted ones in a row, and none of the others right before them.

    A look-up that went through a search list shows the name itself last: `others` are the names before it.
    """
    size = len(wanted)
    return any(
        list(names[at : at + size]) == list(wanted) and (at == 0 or names[at - 1] not in others)
        for at in range(len(names) - size + 1)
    )


def codes(text: str) -> list[str]:
    """The response codes that the tools name."""
    return [found["code"] or found["word"] for found in STATUS.finditer(text)]
