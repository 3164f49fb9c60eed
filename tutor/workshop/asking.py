"""What learners ask the desk, answered by what the server has stored when they asked.

The desk answers by what it has read, which is behind what is stored: a learner who subscribed after an order was
stored, and asked before the desk had read it, would hear of it from neither side. So the server is asked for its last
numbers first, once for all who have asked meanwhile: a class that comes back as one costs few requests.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import errors as js_errors

from tutor.workshop import authority, replay, streams, subjects

LOG = logging.getLogger(__name__)
BEHIND_SECONDS = 2.0
"""Who asks is answered after that at the latest: well before they would ask again."""
LOOK_SECONDS, LOOKS = 0.01, 50
"""Between two looks at a reader, and after how many the server is asked anew."""
EACH = 8
"""Requests of one learner that wait: the machines of one who has many. Whoever asks faster is answered less often."""
TURN = 32
"""Answers after which others have their turn."""

Answer = Callable[[Msg, bool], Awaitable[None]]
"""To a request; whether all that was stored when it came has been read."""


class Asking:
    """Collects requests for as long as a connection lasts."""

    def __init__(self, of: authority.Authority, readers: Mapping[str, replay.Reader], answer: Answer) -> None:
        self._of = of
        self._readers = readers
        self._answer = answer
        self._waiting: dict[str, list[Msg]] = {}
        self._due = asyncio.Event()

    async def come(self, asked: Msg) -> None:
        """Take a request in."""
        mine = self._waiting.setdefault(subjects.learner_of(asked.subject), [])
        if len(mine) < EACH:
            mine.append(asked)
            self._due.set()

    async def run(self, client: Client) -> None:
        """Answer, until cancelled. Who came while others were answered is looked after next."""
        while True:
            await self._due.wait()
            self._due.clear()
            waiting, self._waiting = self._waiting, {}
            current = await self._caught_up(client)
            for turn, one in enumerate(one for mine in waiting.values() for one in mine):
                await self._answer(one, current)
                if turn % TURN == 0:
                    await asyncio.sleep(0)

    async def _caught_up(self, client: Client) -> bool:
        """Whether all that is stored now has been read, after waiting for it."""
        try:
            async with asyncio.timeout(BEHIND_SECONDS):
                await caught_up(client, self._of, self._readers)
        except (nats.errors.Error, js_errors.Error, TimeoutError) as error:
            LOG.info("learners are answered by less than what is stored: %r", error)
            return False
        return True


async def caught_up(client: Client, of: authority.Authority, readers: Mapping[str, replay.Reader]) -> None:
    """Until the readers have what is stored now. Raises what the client raises."""
    wanted = {kind: await streams.last(client, of, kind) for kind in readers}
    looks = 0
    for kind, reader in readers.items():
        while not reader.reading or reader.last < wanted[kind]:
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            if looks % LOOKS == 0:  # what was stored may become too old meanwhile, and never be read
                wanted[kind] = min(wanted[kind], await streams.last(client, of, kind))
