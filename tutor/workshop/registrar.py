"""The host's desk: gives credentials to those who know the code, and tells who comes back what they missed."""

import asyncio
import bisect
import dataclasses
import heapq
import json
import logging
from collections.abc import Mapping
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.base import aio, clock
from tutor.workshop import authority, connection, invitation, orders, people, reports, streams, subjects, wire

LOG = logging.getLogger(__name__)
PAGE_BYTES = 60_000
"""Bytes of orders in one answer, as they are written in it."""
NONCES = 100_000
DEVICES = 8
"""Machines of one learner."""
_NO_REQUEST = invitation.write(invitation.Answer(refused="malformed"))


class Registrar:
    """One a class. `run` is the work of an instructor's connection; what it knows outlives that.

    Where the class lives in a foreign account, guests ask elsewhere: `open_door` is then the work of a second one.
    """

    def __init__(self, of: authority.Authority, *, replicas: int = 1, servers: tuple[str, ...] = ()) -> None:
        """`servers`, as HOST:PORT, are told to who joins: all that there are, should there be several."""
        self.authority = of
        self._servers = servers
        self._client: Client | None = None
        """Where people are kept, while there is a connection and all of them have been read."""
        self._replicas = replicas
        self.people = people.People()
        self.ready = asyncio.Event()
        """Set once all that is stored has been read."""
        self._standings: dict[str, people.Standing] = {}
        self._orders: dict[str, list[tuple[int, bytes]]] = {}
        self._read = {streams.EVENTS: 0, streams.ORDERS: 0, streams.PEOPLE: 0}
        self._nonces: dict[str, None] = {}
        self._joining = asyncio.Lock()

    async def run(self, client: Client) -> None:
        """Answer for as long as the connection lasts."""
        try:
            await self._serve(client)
        finally:
            self._client = None

    async def open_door(self, client: Client) -> None:
        """Let guests ask there, for as long as the connection lasts."""
        await self.ready.wait()
        await client.subscribe(subjects.JOIN, cb=self._guest)
        await asyncio.Event().wait()

    async def _serve(self, client: Client) -> None:
        names = self.authority.names
        await streams.ensure(client, self.authority, replicas=self._replicas)
        wanted = {kind: await streams.last(client, self.authority, kind) for kind in self._read}
        self._forget_lost(wanted)
        async with aio.tasks() as tasks:
            for kind, take in self._takers().items():
                work = streams.follow(client, self.authority, kind, take, after=self._read[kind])
                tasks.start(work, name=f"read the stream of {kind}s")
            while any(self._read[kind] < number for kind, number in wanted.items()):
                await asyncio.sleep(0.01)
            self._client = client
            if self.authority.abroad is None:
                await client.subscribe(subjects.JOIN, cb=self._guest)
            await client.subscribe(names.everyone("ask"), cb=self._asked)
            await connection.settle(client)
            self.ready.set()
            raise await tasks.failed

    def _forget_lost(self, wanted: Mapping[str, int]) -> None:
        """A server that has lost a stream is told anew; whoever goes by what it once had would tell it nothing."""
        for kind, number in wanted.items():
            if number < self._read[kind]:
                self._read[kind] = 0
                if kind == streams.EVENTS:
                    self._standings.clear()
                elif kind == streams.ORDERS:
                    self._orders.clear()

    def _takers(self) -> dict[str, streams.Taken]:
        return {
            streams.EVENTS: self._take_report,
            streams.ORDERS: self._take_order,
            streams.PEOPLE: self._take_person,
        }

    def _take_report(self, subject: str, data: bytes, number: int) -> None:
        self._read[streams.EVENTS] = number
        try:
            message = wire.decode(data, reports.KINDS)
        except wire.Malformed:
            return  # a learner's tutor that was tampered with harms its own learner only
        self._standings.setdefault(subjects.learner_of(subject), people.Standing()).take(message)

    def _take_order(self, subject: str, data: bytes, number: int) -> None:
        self._read[streams.ORDERS] = number
        try:
            wire.decode(data, orders.KINDS)
        except wire.Malformed:
            return  # an acknowledgement that somebody has sent astray, or another version's
        self._orders.setdefault(subject, []).append((number, data))

    def _take_person(self, _subject: str, data: bytes, number: int) -> None:
        self._read[streams.PEOPLE] = number
        try:
            person = people.read(data)
        except wire.Malformed:
            return  # an acknowledgement that somebody has sent astray
        self.people.put(person)
        self._nonces.update(dict.fromkeys(person.nonces))

    # Joining.

    async def _guest(self, asked: Msg) -> None:
        try:
            request = invitation.read_request(asked.data)
        except wire.Malformed:
            answer = _NO_REQUEST
        else:
            answer = _sealed(await self.admit(request), request)
        await _respond(asked, answer, f"{subjects.GUEST_INBOX}.")

    async def admit(self, request: invitation.Request) -> invitation.Answer:
        """A credential for who knows the code, or the word for why there is none."""
        of = self.authority
        if not invitation.is_proved(request, of.secret):
            return invitation.Answer(refused="code")
        known = request.returning or self.people.of_device(request.public)
        if authority.now() >= of.code_expires and not (known or request.look):
            return invitation.Answer(refused="expired")
        if request.nonce in self._nonces:
            return invitation.Answer(refused="replayed")
        self._nonces[request.nonce] = None
        if len(self._nonces) > NONCES:
            self._nonces.pop(next(iter(self._nonces)))
        async with self._joining:
            return await self._enrol(request)

    async def _enrol(self, request: invitation.Request) -> invitation.Answer:
        of, returning = self.authority, ""
        if request.look:
            return self._answer()
        known = self._known(request)
        if known is None and request.returning:
            return invitation.Answer(refused="return")
        if known is not None:
            person = known.again(request, DEVICES, anonymous=of.anonymous)
        else:
            returning = invitation.new_return_code()
            digest = invitation.digest(returning, of.account_seed)
            person = self.people.welcome(request, digest, anonymous=of.anonymous)
        if not await self._kept(person):
            return invitation.Answer(refused="away")
        self.people.put(person)
        token = of.for_learner(request.public, person.id)
        return dataclasses.replace(
            self._answer(), learner=person.id, name=person.name, token=token, returning=returning
        )

    async def _kept(self, person: people.Person) -> bool:
        """Store who they are; False where that can't be done now. Somebody who was forgotten could not come back."""
        subject = self.authority.names.person(person.digest[:40])
        try:
            if self._client is None:
                return False
            await self._client.jetstream().publish(subject, person.write())
        except (nats.errors.Error, OSError, TimeoutError) as error:
            LOG.info("a learner could not be kept: %r", error)
            return False
        return True

    def _known(self, request: invitation.Request) -> people.Person | None:
        if request.returning:
            return self.people.returning(invitation.digest(request.returning, self.authority.account_seed))
        return self.people.of_device(request.public)

    def _answer(self) -> invitation.Answer:
        """What everybody is told who knows the code."""
        of = self.authority
        return invitation.Answer(
            title=of.title,
            class_id=of.class_id,
            anonymous=of.anonymous,
            keep_days=of.keep_days,
            servers=self._servers,
            authorities=of.abroad.authorities if of.abroad else "",
        )

    # What learners ask.

    async def _asked(self, asked: Msg) -> None:
        learner = subjects.learner_of(asked.subject)
        try:
            words = json.loads(asked.data)
            answer = self.sync(learner, int(words["after"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            answer = {"error": "malformed"}
        inbox = f"{self.authority.names.inbox(learner)}."
        await _respond(asked, json.dumps(answer, ensure_ascii=False).encode(), inbox)

    def sync(self, learner: str, after: int) -> dict[str, Any]:
        """What a learner's tutor wants to know when it is connected again.

        `orders`: those for them behind the number `after`, each [number, message], and `more` if that is not all;
        `stored`: source -> [number of its last report, when that was made]; `steps`: [lesson, step, status, hints];
        `place`: [lesson, step]; `now`: the time here.
        """
        names, found, size, more = self.authority.names, list[list[Any]](), 0, False
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


def _sealed(answer: invitation.Answer, request: invitation.Request) -> bytes:
    try:
        return invitation.seal(answer, request)
    except ValueError:  # a point that no honest key is
        return _NO_REQUEST


async def _respond(asked: Msg, data: bytes, inbox: str) -> None:
    """Answer who asked, in their own inbox only: elsewhere the answer would go with the instructor's rights."""
    if not asked.reply.startswith(inbox):
        return
    try:
        await asked.respond(data)
    except nats.errors.Error as error:  # they have gone, or the server has; they will ask again
        LOG.info("no answer could be given: %r", error)
