"""Answers of traefik/whoami, a server that says who it is and what it sees of its caller. Text in, answers out. Pure.

What was filtered out by grep is empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

LINE = re.compile(r"^\s*(?:\d+\s+)?(Hostname|RemoteAddr|Host): (\S+)\s*$")
"""A line that tells something; `uniq -c` may have counted it."""


@dataclass(frozen=True)
class Answer:
    """`hostname` is the pod's name, `source` the address that the pod sees (without port), `host` what was asked for.

    `host` is as HTTP's header has it: with the port unless that is 80.
    """

    hostname: str = ""
    source: str = ""
    host: str = ""


def answers(text: str) -> list[Answer]:
    """The answers in the text, in their order."""
    return list(_answers(text))


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
            now = replace(now, source=found[2].rpartition(":")[0].strip("[]"))
        else:
            yield replace(now, host=found[2])
            now = Answer()
    if now != Answer():
        yield now
