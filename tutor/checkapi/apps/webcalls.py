"""What a learner's line asks web servers for. Pure: reads the line, never runs it."""

import re
import urllib.parse
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tutor.checkapi import evidence, learner
from tutor.checkapi.commandline import shell

CLIENTS = frozenset({"curl", "wget", "http", "https", "xh", "fetch"})
SCRIPTS = frozenset({"python", "python3", "perl", "php", "node", "nc", "ncat"})
"""Programs that can talk HTTP as well; what they ask for is not worked out."""
TALKERS = CLIENTS | SCRIPTS | {"busybox", "lynx", "w3m"}
"""All that may talk HTTP, browsers and the one inside busybox among it."""
FEEDERS = learner.PRINTERS | {"yes"}
"""What hands URLs to xargs."""
FED = re.compile(r"\b(?:xargs|parallel)\b")
BRACES = re.compile(r"(?<!\$)\{([^{}\"']*,[^{}\"']*)\}")
"""`{a,b}`, as bash or curl itself spells out."""
MOST_BRACES = 6
"""A word with more of them stays as it is written."""
URL = re.compile(
    r"^(?:https?://)?(?P<host>(?>\$\(.*\)|`[^`]*`|\$\{[^}]*\}|\[[^\]]+\]|[^/:?])++)"
    r"(?::(?P<port>[^/?]+))?(?P<path>/[^?]*)?(?:\?(?P<query>.*))?$",
    re.DOTALL,
)
"""A host may be a substitution, with any signs in it, or an IPv6 address."""


class Call(NamedTuple):
    """One client's request. Variables stay as they are written; `text` is all of its words, decoded."""

    host: str
    port: str
    path: str
    text: str

    def unknown(self) -> bool:
        """Whether the host is only known to the shell."""
        return bool(re.search(r"[$`{]", self.host))


def calls(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord] = ()) -> Iterator[Call]:
    """The requests that the line makes, one for each URL; a script's with an unknown host.

    Variables that the line or one of those `before` it sets have their values.
    """
    programs = learner.resolved(record, before)
    for program in programs:
        if program.program in SCRIPTS:
            yield Call("$", "", "", _decoded(program))
    yield from clients(record, programs, CLIENTS)


def clients(
    record: evidence.CommandRecord, programs: Sequence[shell.Call], names: Collection[str]
) -> Iterator[Call]:
    """The requests that these clients among the line's programs make."""
    fed = _fed(programs) if FED.search(record.text) else None
    for program in programs:
        for word in _words(program, fed) if program.program in names else ():
            found = URL.match(word)
            if found and is_url(word, found):
                host = found["host"].strip("[]")
                yield Call(host, found["port"] or "", found["path"] or "/", _decoded(program))


def _decoded(program: shell.Call) -> str:
    return urllib.parse.unquote_plus(" ".join(program.words))


def _words(program: shell.Call, fed: Sequence[str] | None) -> list[str]:
    """A client's words; where xargs adds to them, those that it is fed with, or a variable for what nobody knows."""
    words = [spelled for word in program.words for spelled in spell(word)]
    if fed is None:
        return words
    if any("{}" in word for word in words):
        return [word.replace("{}", one) for word in words for one in (fed or ["$stdin"])]
    if any((found := URL.match(word)) and is_url(word, found) for word in words):
        return words
    return [*words, *(fed or ["$stdin"])]


def _fed(programs: Sequence[shell.Call]) -> list[str]:
    """The words that a line prints for xargs to read, as far as they look like URLs or parts of some."""
    printed = [
        word for one in programs if one.program in FEEDERS for text in one.words for word in text.split()
    ]
    return [word for word in printed if not word.startswith(("-", "%"))]


def spell(word: str) -> list[str]:
    """What braces in a word stand for: `a:{1,2}` is `a:1` and `a:2`."""
    found = BRACES.search(word)
    if not found or word.count("{") > MOST_BRACES:
        return [word]
    head, tail = word[: found.start()], word[found.end() :]
    return [one for part in found[1].split(",") for one in spell(head + part + tail)]


def is_url(word: str, found: re.Match[str]) -> bool:
    """Whether a client's word is meant as a URL, and is no flag or other value."""
    if word.startswith("-"):
        return False
    named = "://" in word or bool(found["port"]) or bool(found["path"])
    return named or bool(
        re.fullmatch(r"(\d+\.){3}\d+|\$\{?\w+\}?|\$\(.*\)|`.*`|[\w-]+(\.[\w-]+)+", found["host"])
    )


def urls(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord] = ()) -> list[str]:
    """The words of clients that may be URLs, without their scheme; unknown variables stay as they are written."""
    return [
        re.sub(r"^https?://", "", spelled)
        for call in learner.resolved(record, before)
        if call.program in TALKERS - {"nc", "ncat"}  # they take host and port as words of their own
        for word in call.words
        if not word.startswith("-") and not word.startswith("/")
        for spelled in spell(word)
    ]


def asks(record: evidence.CommandRecord) -> bool:
    """Whether the line runs an HTTP client at all."""
    return any(call.program in TALKERS for call in learner.programs(record))


def may_be(url: str, place: str) -> bool:
    """Whether a URL as it was typed can mean `host:port`: $X, ${X}, $(…) and braces stand for any text."""
    typed = url.split("/", 1)[0] if not url.startswith("$(") else url
    pattern = re.sub(r"(?:\\\$(?:\\\{[^}]*\\\}|\\\(.*\\\)|\w+)|\\\{[^}]*\\\}|`.*`)", ".+", re.escape(typed))
    return re.fullmatch(pattern, place) is not None or place == f"{typed}:80"
