"""A learner at work in a real class, for tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tutor.progress import outbox
from tutor.workshop import attendee, code, hosting, incoming, joining, keeping, reports


class Learner:
    """An attendee that notes what comes in."""

    def __init__(self, of: joining.Membership, box: keeping.Outbox) -> None:
        self.events: list[incoming.Event] = []
        self.one = attendee.Attendee(
            of.link, of.names, of.learner, box, lambda: reports.Pulse("01-coredns", "pods", 0.5)
        )
        self.one.listen(self.events.append)

    @property
    def orders(self) -> list[tuple[object, bool]]:
        """What was asked, and whether it came live."""
        return [(e.message.body, e.live) for e in self.events if isinstance(e, incoming.Ordered)]

    def say(self, first: int, last: int) -> None:
        """Reports with these numbers."""
        for number in range(first, last + 1):
            self.one.tell(reports.Ran("01-coredns", "pods", "k8s-m", f"echo {number}", 0, 0.1))


@contextlib.asynccontextmanager
async def attending(
    of: joining.Membership, file: Path, box: type[outbox.Outbox] = outbox.Outbox
) -> AsyncIterator[Learner]:
    """A learner at work; at the end of the block they are gone as if they had crashed."""
    with contextlib.closing(box(file)) as kept:
        found = Learner(of, kept)
        running = asyncio.create_task(found.one.run(), name="attendee")
        try:
            yield found
        finally:
            running.cancel()
            await asyncio.wait((running,))


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def join(hosted: hosting.Class, name: str = "Ann") -> joining.Membership:
    """As one who has the code."""
    return await joining.join(code.decode(hosted.join_code), name)
