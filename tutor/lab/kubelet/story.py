"""How a container's fortune is told: events, waiting states, and pauses that end early when something happens."""

import asyncio

from tutor.base import aio
from tutor.lab.kubelet import context, record


class Story:
    """One container's: what it waits for, whether it is to stop, what the events say of it."""

    def __init__(self, scene: context.Scene, item: record.Container, *, init: bool) -> None:
        self.scene = scene
        self.item = item
        self.stopping = asyncio.Event()
        self._alarm = asyncio.Event()
        self._news = asyncio.Event()
        self._init = init

    def tell(self, kind: str, reason: str, message: str) -> None:
        """Record an event about the container."""
        scene = self.scene
        scene.context.events.pod(scene.pod, kind, reason, message, container=self.item.name, init=self._init)

    def wait(self, reason: str, message: str) -> None:
        """It waits now, and this is why."""
        self.item.state = record.Waiting(reason, message)
        self.scene.changed(True)

    def stop(self) -> None:
        """It is not to be started again."""
        self.stopping.set()
        self.redefined()

    def redefined(self) -> None:
        """Its spec has changed: whatever it waits for is to be tried now."""
        self._alarm.set()
        self._news.set()

    def source_changed(self) -> None:
        """Something that it may be made of has changed."""
        self._news.set()

    async def until_standing(self) -> None:
        """Wait until the pod has all that a container needs, or the container is stopped."""
        self.scene.check()
        while not self.scene.standing.is_set() and not self.stopping.is_set():
            async with aio.tasks() as tasks:
                waiting = [
                    tasks.start(self.scene.standing.wait(), name="the pod stands"),
                    tasks.start(self.stopping.wait(), name="the container is stopped"),
                ]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    async def pause(self, seconds: float) -> None:
        """Sleep, unless it is stopped or redefined."""
        self._alarm.clear()
        await self._until(self._alarm, seconds)

    async def pause_for_news(self, seconds: float) -> None:
        """Sleep, unless it is stopped or redefined, or one of its sources changes."""
        self._news.clear()
        await self._until(self._news, seconds)

    async def _until(self, event: asyncio.Event, seconds: float) -> None:
        if self.stopping.is_set():
            return
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            pass  # nothing happened meanwhile
