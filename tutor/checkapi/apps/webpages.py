"""Which pages of a port a learner's line asks for, and how often an output shows one. Pure: works on records.

What several requests of one line print stands side by side, and often without a line's end between ("OKOK").
"""

import dataclasses
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tutor.checkapi import evidence, learner
from tutor.checkapi.apps import webcalls
from tutor.checkapi.commandline import kubectl, shell

CLIENTS = webcalls.CLIENTS | {"busybox"}
CONNECTORS = frozenset({"nc", "ncat", "netcat", "telnet"})
"""Programs that are given host and port, and the request by a pipe."""
REQUEST = re.compile(r"\b(?:GET|HEAD) (?P<path>/\S*)")
PROXY = re.compile(r"/(?:pods|services)/.+:(?P<port>\d+)/proxy(?P<path>/.*)?$", re.DOTALL)
DEVICE = re.compile(r"/dev/tcp/(?P<host>[^/\s]+)/(?P<port>\d+)")
UNKNOWN = re.compile(r"[$`{]")


KEPT = re.compile(r"(?:>|(?<!\S)-\w*[oO]|--output(?:-document)?)[\s=]*(?P<file>[^\s;|&<>]+)")
"""The file into which a line writes."""


class Request(NamedTuple):
    """What one request asks for. `host` is "" where the API server was asked in a pod's place."""

    host: str
    port: str
    path: str

    def unknown(self) -> bool:
        """Whether only the shell knows the host."""
        return UNKNOWN.search(self.host) is not None

    def asks(self, port: int, path: str) -> bool:
        """Whether it is for that page."""
        return self.port == str(port) and self.path.rstrip("/") == path.rstrip("/")


def with_file(
    record: evidence.CommandRecord, later: Sequence[evidence.CommandRecord]
) -> evidence.CommandRecord:
    """The line together with those that print the file into which it wrote: `curl -o page …`, then `cat page`."""
    files = {found["file"].strip("'\"") for found in KEPT.finditer(record.text)} - {"-", "/dev/null"}
    reads = [
        one
        for one in later
        if one.host == record.host
        and learner.ended_well(one)
        and any(file in call.words for call in shell.calls(one.text) for file in files)
    ]
    text = "\n".join(one.text for one in (record, *reads))
    return dataclasses.replace(record, text=text, output="\n".join(one.output for one in (record, *reads)))


def requests(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord] = ()) -> list[Request]:
    """The requests of the line, in order; variables that it or a line before it sets have their values."""
    return list(dict.fromkeys(_requests(record, learner.resolved(record, before))))


def _requests(record: evidence.CommandRecord, programs: Sequence[shell.Call]) -> Iterator[Request]:
    for ask in kubectl.asks(record.text):
        if found := PROXY.search(ask.flag("--raw") or ""):
            yield Request("", found["port"], found["path"] or "/")
    said: list[str] = []
    for call in programs:
        said += call.words if call.program in learner.PRINTERS else ()
        if call.program in CONNECTORS:
            yield from _connected(call, said)
            said = []
    for one in webcalls.clients(record, programs, CLIENTS):
        yield Request(one.host.rpartition("@")[2], one.port, one.path)
    for device in DEVICE.finditer(record.text):
        for asked in REQUEST.finditer(record.text):
            yield Request(device["host"], device["port"], asked["path"])


def _connected(call: shell.Call, said: Sequence[str]) -> Iterator[Request]:
    """The requests that were printed for a program that takes host and port as its last words."""
    plain = [word for word in call.words if not word.startswith("-")]
    if len(plain) >= 2:
        for asked in REQUEST.finditer("\n".join(said)):
            yield Request(plain[-2], plain[-1], asked["path"])


def connects(
    record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord], places: Collection[str]
) -> bool:
    """Whether the line tries to connect to one of these `host:port` with a program that is given both as words."""
    ends = [
        [word for word in call.words if not word.startswith("-")][-2:]
        for call in learner.resolved(record, before)
        if call.program in CONNECTORS
    ]
    return any(webcalls.may_be(":".join(end), place) for end in ends for place in places)


def times(output: str, text: str) -> int:
    """How often the output has the text, where what stands beside it is that text again, or no part of a word.

    A number in front, as `uniq -c` puts it there, counts.
    """
    one = re.escape(text)
    tallies = re.findall(rf"^\s*(\d+)\s+{one}\s*$", output, re.MULTILINE)
    chains = re.findall(rf"(?<![\w.-])(?:{one})+|(?:{one})+(?![\w-]|\.\w)", output)
    found = sum(len(chain) // len(text) for chain in chains)
    return found - len(tallies) + sum(int(one) for one in tallies)


def typed(record: evidence.CommandRecord, text: str) -> bool:
    """Whether the line has the shell print the text, alone or within a word."""
    return any(
        text in word
        for call in shell.calls(record.text)
        if call.program in learner.PRINTERS
        for word in call.words
    )
