"""Reports on their way from the outbox to the class: one after another, each until it is known to be stored.

A server acknowledges a report wherever its sender says, and asks for nobody's rights; so it does not acknowledge these
(`streams`), but says again what it has stored, at a subject that the sender alone hears. What it does not say so, for
it was stored before, or the word was lost, the desk is asked for.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.workshop import keeping, streams, subjects, synced, wire

LOG = logging.getLogger(__name__)
STORED_SECONDS, UNHEARD_SECONDS = 5.0, 0.5
"""How long the server's word is waited for before the desk is asked; the second once the desk had to say it and the
server has not said a word on this connection, since a token of an earlier version does not let its owner hear it."""
AGAIN_SECONDS = 1.0
SAFE_SECONDS = 0.8 * streams.DUPLICATES_SECONDS
"""So long after it was first sent the server knows a report that comes twice, whatever the desk says."""

Ask = Callable[[], Awaitable[synced.Answer | None]]
"""What the desk has; None where it does not answer."""


class Sender:
    """One learner's machine, which is `source`. `told` hears of each report that is stored."""

    def __init__(
        self,
        names: subjects.Subjects,
        learner: str,
        source: str,
        outbox: keeping.Outbox,
        told: Callable[[], None],
    ) -> None:
        self.due = asyncio.Event()
        """There is something to be sent."""
        self._names = names
        self._learner = learner
        self._source = source
        self._outbox = outbox
        self._told = told
        self._awaited = ""
        self._stored: asyncio.Future[None] | None = None
        """Done once the server has said so of the one that is awaited."""
        self._is_heard = self._is_mute = False
        self._reached = 0
        self._lanes = self._lane = 0

    async def listen(self, client: Client) -> None:
        """Hear what is stored, on a new connection."""
        self._is_heard, self._is_mute, self._reached = False, False, 0
        await client.subscribe(self._names.stored(self._learner), cb=self._heard)

    async def _heard(self, message: Msg) -> None:
        self._is_heard, self._is_mute = True, False
        name = (message.headers or {}).get("Nats-Msg-Id")
        if self._stored and not self._stored.done() and name == self._awaited:
            self._stored.set_result(None)

    def ways(self, lanes: int) -> None:
        """How many lanes there are, as the desk says."""
        if lanes != self._lanes:
            self._lanes, self._lane = lanes, random.randint(1, lanes) if lanes else 0

    async def run(self, client: Client, ask: Ask) -> None:
        """The next goes only when the class has the one before: else one that is lost would leave a gap."""
        while True:
            self.due.clear()
            waiting = self._outbox.unsent()
            for entry in waiting:
                await self._deliver(client, entry, ask)
                self._outbox.sent(entry.n)
                self._told()
            if not waiting:
                await self.due.wait()

    async def _deliver(self, client: Client, entry: keeping.Entry, ask: Ask) -> None:
        """Until it is stored. One that is too large never would be, and would hold up all that comes after."""
        if entry.n <= self._reached or len(entry.body) > wire.REPORT_BYTES:
            return
        self._awaited = f"{self._source}-{entry.n}"
        self._stored = stored = asyncio.get_running_loop().create_future()
        sent = None
        while True:
            if sent is None or _now() - sent < SAFE_SECONDS:
                sent = sent or _now()
                headers = {"Nats-Msg-Id": self._awaited}
                where = self._names.event(self._learner, self._lane)
                await client.publish(where, entry.body, headers=headers)
            limit = UNHEARD_SECONDS if self._is_mute else STORED_SECONDS
            await asyncio.wait((stored,), timeout=limit)
            if stored.done():
                return
            LOG.info("report %d is not known to be stored", entry.n)
            answer = await ask()
            if answer is not None:
                self._reached = answer.last.n
            if stored.done():
                return
            if entry.n <= self._reached:
                self._is_mute = not self._is_heard
                return
            if answer is not None and answer.current:
                sent = None
            self._lane = self._lane % self._lanes + 1 if self._lanes else 0
            await asyncio.sleep(AGAIN_SECONDS * random.uniform(0.5, 1))


def _now() -> float:
    return asyncio.get_running_loop().time()
