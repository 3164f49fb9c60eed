"""The host's door: gives credentials to those who know the code, and words to those who do not."""

import asyncio
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable

from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.workshop import answering, authority, connection, invitation, people, subjects, wire

LOG = logging.getLogger(__name__)
DEVICES = 8
"""Machines of one learner."""
WAITING = 4096
"""Requests that may wait: more than any class is large. Further ones are dropped, and asked again."""
REFUSALS, CLOSED_SECONDS = 200, 1.0
"""So many refused requests within a second are no learners': the door stays closed for a moment."""

Keep = Callable[[people.Person], Awaitable[bool]]
"""Stores who a person is; False where that can't be done now."""


class Door:
    """One a class; `open` is the work of a connection of its own: a crowd at the door holds nobody up inside."""

    def __init__(
        self, of: authority.Authority, known: people.People, keep: Keep, servers: tuple[str, ...] = ()
    ) -> None:
        """`servers`, as HOST:PORT, are told to who joins: all that there are, should there be several."""
        self.authority = of
        self.ready = asyncio.Event()
        """Set once somebody answers there."""
        self._people = known
        self._keep = keep
        self._servers = servers
        self._joining = asyncio.Lock()
        self._refused: list[float] = []
        self._crowded = asyncio.Event()

    async def open(self, client: Client) -> None:
        """Let guests ask there, for as long as the connection lasts."""
        while True:
            heard = await client.subscribe(subjects.JOIN, cb=self._guest, pending_msgs_limit=WAITING)
            await connection.settle(client)
            self.ready.set()
            await self._crowded.wait()
            await heard.unsubscribe()
            LOG.warning("too many ask to join who do not know the code; nobody is heard for a moment")
            await asyncio.sleep(CLOSED_SECONDS)
            self._crowded.clear()

    async def _guest(self, asked: Msg) -> None:
        if self._crowded.is_set():
            return
        try:
            request = invitation.read_request(asked.data)
        except wire.Malformed:
            answer = answering.NO_REQUEST
            self._count()
        else:
            answer = answering.sealed(await self.admit(request), request)
        await answering.respond(asked, answer, f"{subjects.GUEST_INBOX}.")

    def _count(self) -> None:
        now = time.monotonic()
        self._refused = [*(at for at in self._refused[1 - REFUSALS :] if now - at < 1), now]
        if len(self._refused) >= REFUSALS:
            self._crowded.set()

    async def admit(self, request: invitation.Request) -> invitation.Answer:
        """A credential for who knows the code, or the word for why there is none."""
        of = self.authority
        if not invitation.is_proved(request, of.secret):
            self._count()
            return invitation.Answer(refused="code")
        known = request.returning or self._people.of_device(request.public)
        if authority.now() >= of.code_expires and not (known or request.look):
            return invitation.Answer(refused="expired")
        if not self._people.use(request.nonce):
            return invitation.Answer(refused="replayed")
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
            person = self._people.welcome(request, digest, anonymous=of.anonymous)
        if not await self._keep(person):  # who was not kept could not come back
            return invitation.Answer(refused="away")
        self._people.put(person)
        token = of.for_learner(request.public, person.id)
        return dataclasses.replace(
            self._answer(), learner=person.id, name=person.name, token=token, returning=returning
        )

    def _known(self, request: invitation.Request) -> people.Person | None:
        if request.returning:
            return self._people.returning(invitation.digest(request.returning, self.authority.account_seed))
        return self._people.of_device(request.public)

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
