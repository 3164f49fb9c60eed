"""Answers of traefik/whoami, a server that says who it is and what it sees of its caller. Text in, answers out. Pure.

What was filtered out by grep is empty. Its page `/api` says the same as JSON.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

LINE = re.compile(r"^\s*(?:\d+\s+)?(Hostname|RemoteAddr|Host): (\S+)\s*$")
"""A line that tells something; `uniq -c` may have counted it."""

FIELD = re.compile(r'"(?P<key>hostname|remoteAddr|host)"\s*:\s*"(?P<value>[^"]*)"')
"""A member of the JSON; `headers` spells its members with capitals."""

NAME = re.compile(r'^\s*(?:(?P<count>\d+)\s+)?"?(?P<name>[\w.-]+)"?\s*$')
"""A line that is a name alone, as awk and `jq .hostname` leave it."""


@dataclass(frozen=True)
class Answer:
    """`hostname` is the pod's name, `source` the address that the pod sees (without port), `host` what was asked for.

    `host` is as HTTP's header has it: with the port unless that is 80.
    """

    hostname: str = ""
    source: str = ""
    host: str = ""


def answers(text: str) -> list[Answer]:
    """The answers in the text, in their order; those of the page first."""
    return [*_answers(text), *_members(text)]


def names(text: str, pods: Collection[str]) -> list[str]:
    """The pods whose bare names stand in lines of their own."""
    found = [NAME.match(line) for line in text.splitlines()]
    return [one["name"] for one in found if one and one["name"] in pods]


def _members(text: str) -> Iterator[Answer]:
    """Answers in JSON, whole or as far as a filter left them: a member that was there before begins another one."""
    now: dict[str, str] = {}
    for found in FIELD.finditer(text):
        if found["key"] in now:
            yield _made(now)
            now = {}
        now[found["key"]] = found["value"]
    if now:
        yield _made(now)


def _made(members: dict[str, str]) -> Answer:
    return Answer(
        members.get("hostname", ""), _address(members.get("remoteAddr", "")), members.get("host", "")
    )


def _address(end: str) -> str:
    """The address of `address:port`."""
    return end.rpartition(":")[0].strip("[]")


def _answers(text: str) -> Iterator[Answer]:
    now = Answer()
    for line in text.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        # The three lines come in this order: whatever does not come after the last one begins another answer.
        if found[1] == "Hostname":
            if now != Answer():
                yield now
            now = Answer(hostname=found[2])
        elif found[1] == "RemoteAddr":
            if now.source or now.host:
                yield now
                now = Answer()
            now = replace(now, source=_address(found[2]))
        else:
            yield replace(now, host=found[2])
            now = Answer()
    if now != Answer():
        yield now
