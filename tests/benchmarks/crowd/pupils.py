"""Hundreds of learners in one process, each with a tutor's `Attendee` and a TLS connection of its own.

Asked first with who they are, it lets them come; `["tell", N, SECONDS]` lets each tell N reports more, spread over so
many seconds; every answer says how many are connected, how often anyone has connected, and what was acknowledged.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from nats.aio.client import Client

from tests.benchmarks.crowd import asked, memory
from tests.workshop import lesson
from tutor.base import aio
from tutor.workshop import attendee, connection, incoming, reports, subjects

GATE = 8
"""So many of a process's learners connect at a time: each real one has a machine of their own for it."""


class Link(connection.Link):
    """One of many of the same process."""

    gate: asyncio.Semaphore

    async def connect(self, closed: Callable[[], None] | None = None) -> Client:
        """As its base does it, when it is its turn."""
        async with self.gate:
            return await super().connect(closed)


class Pupil:
    """One learner."""

    def __init__(self, crowd: "Crowd", link: connection.Link, names: subjects.Subjects) -> None:
        self._crowd = crowd
        self._name = link.caller.who
        box = memory.Memory(f"device-{self._name}", crowd.acknowledge)
        self._attendee = attendee.Attendee(link, names, self._name, box, lambda: reports.Pulse("", "", 0.0))
        self._told = 0
        self._here = False
        self._attendee.listen(self._heard)

    async def come(self, after: float) -> None:
        """Be in the class; people do not come within one instant."""
        await asyncio.sleep(after)
        await self._attendee.run()

    async def tell(self, count: int, seconds: float) -> None:
        """So many reports, at moments of their own."""
        for _ in range(count):
            pause = random.uniform(0, 2 * seconds / count)
            await asyncio.sleep(pause / 2)
            self._told += 1
            self._attendee.tell(lesson.report(self._told, self._name))
            await asyncio.sleep(pause / 2)

    def _heard(self, _event: incoming.Event) -> None:
        """Count who is there."""
        here = self._attendee.state == "online"
        self._crowd.online += here - self._here
        self._crowd.connects += here and not self._here
        self._here = here


class Crowd:
    """All of a process."""

    def __init__(self, tasks: aio.Tasks) -> None:
        self._tasks = tasks
        self._pupils: list[Pupil] = []
        self._gate = asyncio.Semaphore(GATE)
        self.online = self.connects = self.acknowledged = 0

    def acknowledge(self) -> None:
        """The class has one more."""
        self.acknowledged += 1

    def answer(self, words: Any) -> dict[str, int]:
        """Do what is asked, and say how things stand."""
        match words:
            case ["come", servers, trusted, class_id, people, over]:
                names = subjects.Subjects(class_id)
                for index, caller in enumerate(people):
                    link = Link(tuple(servers), trusted, connection.Credential(*caller))
                    link.gate = self._gate
                    self._pupils.append(Pupil(self, link, names))
                    work = self._pupils[-1].come(over * index / len(people))
                    self._tasks.start(work, name=f"{link.caller.who} is in class")
            case ["tell", count, seconds]:
                for one in self._pupils:
                    self._tasks.start(one.tell(count, seconds), name="tell")
        return {"online": self.online, "connects": self.connects, "acknowledged": self.acknowledged}


async def _main() -> None:
    asked.more_files()
    async with aio.tasks() as tasks:
        await asked.serve(Crowd(tasks).answer)


if __name__ == "__main__":
    asyncio.run(_main())
