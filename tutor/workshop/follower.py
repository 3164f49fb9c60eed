"""Follows a class: everything that is stored from its beginning, then live, into a roster and a board."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.base import aio, clock
from tutor.workshop import board, replay, roster, subjects

CALM_SECONDS = 0.05
"""Changes are told no closer together."""
TICK_SECONDS = 1.0
"""How often time alone is looked at."""


def _now() -> float:
    return clock.now().timestamp()


class Follower:
    """Keeps `roster` and `board` as the class is; `follow` is the work of a `connection.Link`.

    `lessons` are the course's, with their steps: who is done can be told of the lessons that are open only by them.
    """

    def __init__(
        self,
        names: subjects.Subjects,
        now: Callable[[], float] = _now,
        *,
        lessons: Mapping[str, Sequence[str]] | None = None,
        founded: float = 0.0,
    ) -> None:
        """`founded` is when the class was, 0 where that is not known."""
        self.names = names
        self.roster = roster.Roster(founded)
        self.board = board.Board()
        self.now = now
        self.client: Client | None = None
        """While connected."""
        self._readers = (
            replay.Reader(names.stream("event"), self._event),
            replay.Reader(names.stream("order"), self._order),
        )
        self._lessons = lessons or {}
        self._locked: set[str] | None = None
        self._expect()
        self._stirred = asyncio.Event()
        self._ordered = False

    async def follow(self, client: Client) -> None:
        """Take in what comes until cancelled. Raises what the client raises when its connection is lost."""
        self.client = client
        self.stir()
        try:
            await client.subscribe(self.names.everyone("pulse"), cb=self._pulse)
            self.roster.listen(self.now())
            async with aio.tasks() as tasks:
                for reader in self._readers:
                    tasks.start(reader.read(client), name=f"reading {reader.stream}")
                raise await tasks.failed
        finally:
            self.client = None
            self.stir()

    async def ready(self) -> None:
        """Until all that was stored at first has been taken in."""
        for reader in self._readers:
            await reader.ready.wait()

    def stir(self) -> None:
        """Something other than a learner has changed."""
        self._ordered = True
        self._stirred.set()

    async def changes(self) -> AsyncIterator[frozenset[str]]:
        """Ids of learners that changed, at most twenty times a second; an empty set where something else did.

        For one reader: each change is told once.
        """
        while True:
            try:
                await asyncio.wait_for(self._stirred.wait(), TICK_SECONDS)
            except TimeoutError:
                pass  # only time has gone by
            self._stirred.clear()
            ordered, self._ordered = self._ordered, False
            changed = self.roster.changed(self.now())
            if changed or ordered:
                yield changed
                await asyncio.sleep(CALM_SECONDS)

    def _event(self, message: Msg) -> None:
        self.roster.take(subjects.learner_of(message.subject), message.data, _stored(message))
        self._stirred.set()

    def _order(self, message: Msg) -> None:
        subject = message.subject
        if subject == self.names.desk:
            self.board.take_desk(message.data, _stored(message))
        else:
            to = None if subject == self.names.to_all else subjects.learner_of(subject)
            self.board.take(to, message.data, _stored(message))
            self._expect()
        self.stir()

    def _expect(self) -> None:
        """What is to be done: every step of the lessons that are open."""
        locked = set(self.board.pace.locked)
        if locked != self._locked:
            self._locked = locked
            opened = {one: steps for one, steps in self._lessons.items() if one not in locked}
            self.roster.expect(frozenset((one, step) for one, steps in opened.items() for step in steps))

    async def _pulse(self, message: Msg) -> None:
        self.roster.take_pulse(subjects.learner_of(message.subject), message.data, self.now())
        self._stirred.set()


def _stored(message: Msg) -> float:
    """When the server stored it, seconds since 1970."""
    return message.metadata.timestamp.timestamp()
