"""The host's desk: knows who is who, and tells who comes back what they missed."""

import asyncio
import bisect
import heapq
import json
import logging
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import errors as js_errors

from tutor.base import aio, clock
from tutor.workshop import (
    answering,
    asking,
    authority,
    connection,
    intake,
    orders,
    people,
    replay,
    reports,
    streams,
    subjects,
    wire,
)

LOG = logging.getLogger(__name__)
PAGE_BYTES = 60_000
"""Bytes of orders in one answer, as they are written in it."""


class Registrar:
    """One a class. `run` is the work of an instructor's connection; what it knows outlives that."""

    def __init__(self, of: authority.Authority, *, replicas: int = 1) -> None:
        self.authority = of
        self._client: Client | None = None
        """Where people are kept, while there is a connection and all of them have been read."""
        self._replicas = replicas
        self._lanes = intake.lanes(replicas)
        self.people = people.People()
        self.ready = asyncio.Event()
        """Set once all that is stored has been read."""
        self._standings: dict[str, people.Standing] = {}
        self._orders: dict[str, list[tuple[int, bytes]]] = {}
        stream = of.names.stream
        self._readers = {
            streams.EVENTS: replay.Reader(stream(streams.EVENTS), self._take_report, self._standings.clear),
            streams.ORDERS: replay.Reader(stream(streams.ORDERS), self._take_order, self._orders.clear),
            streams.PEOPLE: replay.Reader(stream(streams.PEOPLE), self._take_person),
        }

    @property
    def _told_by(self) -> dict[str, replay.Reader]:
        """What learners are answered by."""
        return {kind: self._readers[kind] for kind in (streams.EVENTS, streams.ORDERS)}

    @property
    def read(self) -> int:
        """How many stored messages it has come by: as long as that grows, it is at work."""
        return sum(reader.last for reader in self._readers.values())

    async def run(self, client: Client) -> None:
        """Answer for as long as the connection lasts."""
        try:
            await self._serve(client)
        finally:
            self._client = None

    async def _serve(self, client: Client) -> None:
        await streams.ensure(client, self.authority, replicas=self._replicas)
        async with aio.tasks() as tasks:
            for kind, reader in self._readers.items():
                tasks.start(reader.read(client), name=f"read the stream of {kind}s")
            # Who answered by less than what is stored would have it told once more.
            reading = asking.caught_up(client, self.authority, self._readers)
            caught_up = tasks.start(reading, name="read what is stored")
            await asyncio.wait((caught_up, tasks.failed), return_when=asyncio.FIRST_COMPLETED)
            if tasks.failed.done():
                raise tasks.failed.result()
            self._client = client
            asks = asking.Asking(self.authority, self._told_by, self._answer)
            tasks.start(asks.run(client), name="answer learners")
            await client.subscribe(self.authority.names.everyone("ask"), cb=asks.come)
            await connection.settle(client)
            self.ready.set()
            raise await tasks.failed

    async def keep(self, person: people.Person) -> bool:
        """Store who they are; False where that can't be done now."""
        subject = self.authority.names.person(person.digest[:40])
        try:
            if self._client is None:
                return False
            await self._client.jetstream().publish(subject, person.write())
        except (nats.errors.Error, js_errors.Error, OSError, TimeoutError) as error:
            LOG.info("a learner could not be kept: %r", error)
            return False
        return True

    def _take_report(self, stored: Msg) -> None:
        try:
            message = wire.decode(stored.data, reports.KINDS)
        except wire.Malformed:
            return  # a learner's tutor that was tampered with harms its own learner only
        self._standings.setdefault(subjects.learner_of(stored.subject), people.Standing()).take(message)

    def _take_order(self, stored: Msg) -> None:
        try:
            wire.decode(stored.data, orders.KINDS)
        except wire.Malformed:
            return  # another version's; or an acknowledgement that was sent astray while there were any
        number = stored.metadata.sequence.stream
        self._orders.setdefault(stored.subject, []).append((number, stored.data))

    def _take_person(self, stored: Msg) -> None:
        try:
            self.people.put(people.read(stored.data))
        except wire.Malformed:
            return  # the same

    # What learners ask.

    async def _answer(self, asked: Msg, current: bool) -> None:
        learner = subjects.learner_of(asked.subject)
        try:
            words = json.loads(asked.data)
            answer = {**self.sync(learner, int(words["after"])), "current": current, "lanes": self._lanes}
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            answer = {"error": "malformed"}
        inbox = f"{self.authority.names.inbox(learner)}."
        await answering.respond(asked, json.dumps(answer, ensure_ascii=False).encode(), inbox)

    def sync(self, learner: str, after: int) -> dict[str, Any]:
        """What a learner's tutor wants to know when it is connected again.

        `orders`: those for them behind the number `after`, each [number, message], and `more` if that is not all;
        `stored`: source -> [number of its last report, when that was made]; `steps`: [lesson, step, status, hints];
        `place`: [lesson, step]; `now`: the time here. The answer has `current` beside these, whether that is all that
        there was, and `lanes`, by how many reports come in.
        """
        names, found, size, more = self.authority.names, list[list[Any]](), 0, False
        if after > self._readers[streams.ORDERS].last:  # the server has lost its data, and counts anew
            after = 0
        mine = (self._orders.get(subject, []) for subject in (names.to_all, names.to(learner)))
        # Each list is in order, so that a thousand learners who come back at once cost only what each has missed.
        missed = (known[bisect.bisect(known, after, key=lambda one: one[0]) :] for known in mine)
        for number, data in heapq.merge(*missed):
            message = data.decode(errors="replace")
            size += len(json.dumps(message, ensure_ascii=False).encode())  # quoting may double it
            if more := size > PAGE_BYTES and bool(found):
                break
            found.append([number, message])
        standing = self._standings.get(learner, people.Standing())
        return {
            "orders": found,
            "more": more,
            "now": clock.rfc3339_micro(clock.now()),
            "stored": standing.stored,
            "steps": [[*step, *known] for step, known in standing.steps.items()],
            "place": standing.place,
        }
