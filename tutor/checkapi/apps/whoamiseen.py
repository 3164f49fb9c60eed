"""What a learner's commands showed of traefik/whoami: each answer, with the line that it came from."""

import dataclasses
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.checkapi import evidence, learner
from tutor.checkapi.apps import webcalls, whoami
from tutor.checkapi.commandline import kubectl, shell

ADDRESS = re.compile(r"[\d.]+|.*\$.*|[\w-]+(\.[\w-]+)*")
"""What a request's host looks like: other words that a client takes are none."""

UNKNOWN = re.compile(r"[$`{]")
"""What a host has that only the shell knows."""

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
        if not any(
            word and learner.printed_by_hand(record, word) for word in (answer.hostname, answer.source)
        )
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


def placed(found: Sequence[Got], places: Mapping[str, Collection[str]]) -> list[Got]:
    """The answers; those without a Host line get it from their line, where that asks one place, or one for each.

    `places` are the hosts of each place, as HTTP's Host has them; a place that is a pod is told by its answer.
    """
    bare = [one for one in found if not one.answer.host]
    hosts = {id(one): host for line in _by_line(bare) for one, host in _in_turn(line, places)}
    return [
        dataclasses.replace(one, answer=dataclasses.replace(one.answer, host=hosts[id(one)]))
        if hosts.get(id(one))
        else one
        for one in found
    ]


def _by_line(found: Sequence[Got]) -> list[list[Got]]:
    return [list(group) for _, group in itertools.groupby(found, key=lambda one: len(one.before))]


def _in_turn(line: Sequence[Got], places: Mapping[str, Collection[str]]) -> Iterator[tuple[Got, str]]:
    """Each answer of one line with the host that was asked for it, as far as that is certain."""
    asked = list(dict.fromkeys(in_order(line[0])))
    turns = asked * len(line) if len(asked) in (1, len(line)) else [("$", "")] * len(line)
    for one, end in zip(line, turns, strict=False):
        own = places.get(one.answer.hostname) or _meant(end, places)
        if own:
            yield one, min(own)


def _meant(end: End, places: Mapping[str, Collection[str]]) -> list[str]:
    """The hosts of the one place that this end, as it is typed, can be; none where several can, or nobody knows."""
    host, port = end
    if UNKNOWN.search(host):
        return []
    typed = host if port == "80" else f"{host}:{port}"
    fits = [[real for real in known if webcalls.may_be(typed, real)] for known in places.values()]
    found = [known for known in fits if known]
    return found[0] if len(found) == 1 else []


def ends(one: Got) -> set[End]:
    """Whom the line asks, as it is typed or as far as its variables are known."""
    return set(in_order(one))


def in_order(one: Got) -> list[End]:
    """Whom the line asks, in order, as it is typed or as far as its variables are known."""
    programs = learner.resolved(one.record, one.before)
    asked = webcalls.clients(one.record, programs, webcalls.CLIENTS | {"busybox"})
    return [(call.host, call.port or "80") for call in asked if ADDRESS.fullmatch(call.host)]
