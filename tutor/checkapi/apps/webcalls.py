"""What a learner's line asks web servers for. Pure: reads the line, never runs it."""

import re
import urllib.parse
from collections.abc import Iterator
from typing import NamedTuple

from tutor.checkapi import evidence, learner

CLIENTS = frozenset({"curl", "wget", "http", "https", "xh", "fetch"})
SCRIPTS = frozenset({"python", "python3", "perl", "php", "node", "nc", "ncat"})
"""Programs that can talk HTTP as well; what they ask for is not worked out."""
TALKERS = CLIENTS | SCRIPTS | {"busybox", "lynx", "w3m"}
"""All that may talk HTTP, browsers and the one inside busybox among it."""
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


def urls(record: evidence.CommandRecord) -> list[str]:
    """The words of clients that may be URLs, without their scheme; variables stay as they are written."""
    return [
        re.sub(r"^https?://", "", word)
        for call in learner.programs(record)
        if call.program in TALKERS
        for word in call.words
        if not word.startswith("-") and not word.startswith("/")
    ]


def asks(record: evidence.CommandRecord) -> bool:
    """Whether the line runs an HTTP client at all."""
    return any(call.program in TALKERS for call in learner.programs(record))


def may_be(url: str, place: str) -> bool:
    """Whether a URL as it was typed can mean `host:port`: $X, ${X}, $(…) and braces stand for any text."""
    typed = url.split("/", 1)[0] if not url.startswith("$(") else url
    pattern = re.sub(r"(?:\\\$(?:\\\{[^}]*\\\}|\\\(.*\\\)|\w+)|\\\{[^}]*\\\}|`.*`)", ".+", re.escape(typed))
    return re.fullmatch(pattern, place) is not None or place == f"{typed}:80"
