"""What a learner's commands showed of traefik/whoami: each answer, with the line that it came from."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tutor.checkapi import evidence, learner
from tutor.checkapi.apps import webcalls, whoami
from tutor.checkapi.commandline import kubectl, shell

ADDRESS = re.compile(r"[\d.]+|.*\$.*|[\w-]+(\.[\w-]+)*")
"""What a request's host looks like: other words that a client takes are none."""

End = tuple[str, str]
"""A host and a port, variables as they are written."""


@dataclass(frozen=True)
class Got:
    """An answer in the learner's output, the line that it came from, and the lines before that one."""

    answer: whoami.Answer
    record: evidence.CommandRecord
    before: tuple[evidence.CommandRecord, ...] = ()

    @property
    def lines(self) -> tuple[evidence.CommandRecord, ...]:
        """All lines as far as this one."""
        return (*self.before, self.record)


def lines(
    seen: evidence.Evidence,
) -> Iterator[tuple[evidence.CommandRecord, tuple[evidence.CommandRecord, ...]]]:
    """Each line, and those before it."""
    for at, record in enumerate(seen.commands):
        yield record, seen.commands[:at]


def got(seen: evidence.Evidence, client: str, pods: Collection[str]) -> list[Got]:
    """Every answer in the output of a line that ran an HTTP client and does not print the pod's name itself."""
    return [
        Got(answer, record, before)
        for record, before in lines(seen)
        if webcalls.asks(record) and client in ("", record.host)
        for answer in (*whoami.answers(record.output), *_names(record, pods))
        if not (answer.hostname and learner.printed_by_hand(record, answer.hostname))
    ]


def _names(record: evidence.CommandRecord, pods: Collection[str]) -> list[whoami.Answer]:
    """Answers of which a filter left the pod's name alone: awk '/Hostname/ {print $2}', jq .hostname."""
    prints = [
        kubectl.parse(one.words)
        for one in shell.calls(record.text, nested=False)
        if one.program in kubectl.PROGRAMS
    ]
    lists = any(not ask.inner for ask in prints)
    if lists or "hostname" not in record.text.lower():
        return []
    return [whoami.Answer(name) for name in whoami.names(record.output, pods)]


def ends(one: Got) -> set[End]:
    """Whom the line asks, as it is typed or as far as its variables are known."""
    programs = learner.resolved(one.record, one.before)
    asked = webcalls.clients(one.record, programs, webcalls.CLIENTS | {"busybox"})
    return {(call.host, call.port or "80") for call in asked if ADDRESS.fullmatch(call.host)}
