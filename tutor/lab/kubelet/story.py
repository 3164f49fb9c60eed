"""How a container's fortune is told: events, waiting states, and pauses that end early when something happens."""

import asyncio

from tutor.lab.kubelet import context, record


class Story:
    """One container's: what it waits for, whether it is to stop, what the events say of it."""

    def __init__(self, scene: context.Scene, item: record.Container, *, init: bool) -> None:
        self.scene = scene
        self.item = item
        self.stopping = asyncio.Event()
        self.poke = asyncio.Event()
        """Set when something that a failed start needs may have changed."""
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
        self.poke.set()

    async def pause(self, seconds: float) -> None:
        """Sleep, unless it is stopped or something happens."""
        self.poke.clear()
        if self.stopping.is_set():
            return
        try:
            async with asyncio.timeout(seconds):
                await self.poke.wait()
        except TimeoutError:
            pass  # nothing happened meanwhile
