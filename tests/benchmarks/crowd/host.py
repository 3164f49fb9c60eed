"""The host's process with what a console knows, but without the screen. `python -m … CLASS PORT [SERVERS]`.

Each answer tells what was folded since the question before: delays of verdicts in ms, from the learner's clock (it is
this machine's) until the roster has them, and until the console is told.
"""

import asyncio
import os
import sys
import time
from typing import Any

from nats.aio.msg import Msg

from tests.benchmarks.crowd import asked
from tutor.base import aio, clock
from tutor.workshop import follower, founding, hosting

_AT = b'"at":"'
_VERDICT = b'"kind":"graded"'


class Timed(follower.Follower):
    """A follower that remembers when each verdict came."""

    folded: list[float]
    shown: list[float]
    _fresh: list[float]

    def begin(self) -> None:
        """Forget what was measured."""
        self.folded, self.shown, self._fresh = [], [], []

    def _event(self, message: Msg) -> None:
        super()._event(message)
        if _VERDICT in message.data[:60]:
            began = message.data.index(_AT) + len(_AT)
            at = clock.parse(message.data[began : began + 27].decode()).timestamp()
            self.folded.append((time.time() - at) * 1000)
            self._fresh.append(at)

    async def watch(self) -> None:
        """Be the console: hear of changes."""
        async for _ in self.changes():
            now = time.time()
            self.shown += [(now - at) * 1000 for at in self._fresh]
            self._fresh = []

    def answer(self, words: Any, server: int) -> dict[str, Any]:
        """How things stand."""
        found: dict[str, Any] = {
            "came": sum(one.came for one in self.roster),
            "missing": sum(one.missing for one in self.roster),
            "doubled": self.roster.doubled,
            "server": server,
        }
        if words == "measured":
            found |= {"folded": self.folded, "shown": self.shown}
            self.begin()
        return found


async def _main(class_id: str, port: int, servers: tuple[str, ...]) -> None:
    asked.more_files()
    options = founding.Options(
        class_id, address="127.0.0.1", port=port, bind="127.0.0.1", servers=servers, days=1, keep_days=1
    )
    async with hosting.opened(options) as found, aio.tasks() as tasks:
        console = Timed(found.authority.names)
        console.begin()
        tasks.start(found.link.run(console.follow, lambda *_: None), name="the console's connection")
        tasks.start(console.watch(), name="the console")
        await asked.serve(lambda words: console.answer(words, _server()))


def _server() -> int:
    """The server that this process runs now, 0 for none."""
    with open(f"/proc/{os.getpid()}/task/{os.getpid()}/children") as children:
        return next((int(pid) for pid in children.read().split()), 0)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), tuple(sys.argv[3:])))
