"""What a learner's line asks web servers for. Pure: reads the line, never runs it."""

import re
import urllib.parse
from collections.abc import Iterator
from typing import NamedTuple

from tutor.checkapi import evidence, learner

CLIENTS = frozenset({"curl", "wget", "http", "https", "xh", "fetch"})
SCRIPTS = frozenset({"python", "python3", "perl", "php", "node", "nc", "ncat"})
"""Programs that can talk HTTP as well; what they ask for is not worked out."""
URL = re.compile(
    r"^(?:https?://)?(?P<host>[^/:?]+)(?::(?P<port>[^/?]+))?(?P<path>/[^?]*)?(?:\?(?P<query>.*))?$"
)


class Call(NamedTuple):
    """One client's request. Variables stay as they are written; `text` is all of its words, decoded."""

    host: str
    port: str
    path: str
    text: str

    def unknown(self) -> bool:
        """Whether the host is only known to the shell."""
        return bool(re.search(r"[$`{]", self.host))


def calls(record: evidence.CommandRecord) -> Iterator[Call]:
    """The requests that the line makes, one for each URL; a script's with an unknown host."""
    for program in learner.programs(record):
        text = urllib.parse.unquote_plus(" ".join(program.words))
        if program.program in SCRIPTS:
            yield Call("$", "", "", text)
        if program.program not in CLIENTS:
            continue
        for word in program.words:
            found = URL.match(word)
            if found and is_url(word, found):
                yield Call(found["host"].strip("[]"), found["port"] or "", found["path"] or "/", text)


def is_url(word: str, found: re.Match[str]) -> bool:
    """Whether a client's word is meant as a URL, and is no flag or other value."""
    if word.startswith("-"):
        return False
    named = "://" in word or bool(found["port"]) or bool(found["path"])
    return named or bool(re.fullmatch(r"(\d+\.){3}\d+|\$\{?\w+\}?|[\w-]+(\.[\w-]+)+", found["host"]))
