"""Where a shell stands between two commands: whether it is at its prompt, and with nothing typed there yet."""

import asyncio
from collections.abc import Callable

INTERRUPT = b"\x03"
SENDS = (b"\r", b"\n", INTERRUPT, b"\x04")
"""Keys that leave nothing at the prompt."""
REPEAT = 0.4
"""Seconds after which an interrupt at the prompt is sent again."""


class Prompt:
    """Follows what the shell shows and what is typed, and brings the shell to an empty prompt."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        """`send` writes keys to the terminal. Must be called with the event loop running."""
        self._send = send
        self._shown = asyncio.Event()
        self._fresh: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._half_typed = False

    @property
    def shown(self) -> bool:
        """Whether the shell waits for a command."""
        return self._shown.is_set()

    def show(self) -> None:
        """A prompt has come; or none will any more, which whoever waits for one shall see."""
        self._shown.set()
        if not self._fresh.done():
            self._fresh.set_result(None)

    def leave(self) -> None:
        """A command is typed by key: the next prompt is the one after it."""
        self._shown.clear()

    def begin(self) -> None:
        """A command has begun; whatever stood at the prompt was it."""
        self._shown.clear()
        self._half_typed = False

    def typed(self, data: bytes) -> None:
        """The learner has typed that, which may be the beginning of a line."""
        self._half_typed = not data.endswith(SENDS)

    async def empty(self) -> None:
        """Wait for a prompt at which nothing stands."""
        await self._shown.wait()
        if self._half_typed:
            self._shown.clear()
            await self.give_up_line()

    async def give_up_line(self) -> None:
        """Interrupt the line that stands there, as a person would, and wait for a fresh prompt."""
        fresh = self._fresh = asyncio.get_running_loop().create_future()
        while not fresh.done():
            # A line editor that is just setting up its terminal may swallow an interrupt: ask again.
            self._half_typed = False
            self._send(INTERRUPT)
            await asyncio.wait({fresh}, timeout=REPEAT)
