"""Commands that go on beside others: a capture, a log that is followed, a shell inside a pod."""

import asyncio
from collections.abc import Callable, Mapping

from tutor.base import aio, errors
from tutor.course import model
from tutor.session import patterns, shells
from tutor.shell import records, shell

LAST_WORDS = 2.0
"""Seconds that one may still take to show what it is waited for, when its shell or the learner wants it ended: tcpdump
gives out what it has seen up to a second late."""

LONGEST = 12 * 3600.0
"""Seconds that such a command may go on when nobody ends it."""

CONTROL_C, CONTROL_D = b"\x03", b"\x04"
ENDINGS = (CONTROL_C, CONTROL_D, CONTROL_C)
"""What is typed to end one: a capture obeys the first, a shell inside a pod the second."""

IDLE = 4
"""Where one talks much, looking through all of it takes a part of the time and leaves these others to the rest."""

GRACE = 3.0
"""Seconds for each of these."""

ECHO_SECONDS = 5.0
"""How long a typed line may take to come to the next prompt before the one after it is typed all the same."""


class Going:
    """One of them, from its start to its end."""

    def __init__(
        self, command: model.Command, live: shell.Shell, ended: "asyncio.Task[records.Record]", step: int
    ) -> None:
        self.command = command
        self.step = step
        """The step that it was begun in, which its record belongs to, wherever the learner is when it ends."""
        self.ended = ended
        self.keys = list(command.keys)
        """Lines that are still to be typed into it."""
        self._live = live
        self._typed_at = 0  # counted in bytes shown: of a long text the middle is left out, and the end moves

    async def shows(self, pattern: str, seconds: float) -> bool:
        """Wait until its output matches, since the last line typed; False where it ends or the time is over first."""
        news = asyncio.Event()
        self.ended.add_done_callback(lambda _: news.set())
        hush = self._live.on_output(lambda _: news.set(), replay=False)
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(seconds):
                while True:
                    began = clock()
                    if patterns.found(pattern, self._live.shown(self._typed_at)):
                        return True
                    if self.ended.done():
                        return False
                    await asyncio.sleep(IDLE * (clock() - began))
                    await news.wait()
                    news.clear()
        except TimeoutError:
            return False
        finally:
            hush()

    def type(self) -> None:
        """Type its next line, as the learner would."""
        self._typed_at = self._live.bytes_shown
        self._live.type(self.keys.pop(0).encode() + b"\r")

    async def play(self, seconds: float) -> records.Record:
        """Type all lines and wait for the end that they lead to; it is ended by force after that time."""
        while self.keys and not self.ended.done():
            self.type()
            if self.keys:
                await self.shows(self.command.ready, ECHO_SECONDS)
        await asyncio.wait({self.ended}, timeout=seconds)
        return await self.stop()

    async def stop(self) -> records.Record:
        """End it. Raises LabError where it does not obey."""
        for key in ENDINGS:
            # A shell's prompt, to which a capture comes that obeys late, would take Ctrl-D for its own end.
            if self.ended.done() or (key == CONTROL_D and not self.command.keys):
                continue
            self._live.type(key)
            await asyncio.wait({self.ended}, timeout=GRACE)
        if not self.ended.done():
            raise errors.LabError(
                f"the command on {self.command.host} does not stop",
                why="it ignored Ctrl-C and Ctrl-D",
                todo="end it in the terminal",
            )
        return self.ended.result()


class Beside:
    """At most one of them for each host, whose shell it occupies."""

    def __init__(self, opened: shells.Shells, tasks: aio.Tasks) -> None:
        self._shells = opened
        self._tasks = tasks
        self._going: dict[str, Going] = {}

    @property
    def going(self) -> Mapping[str, Going]:
        """Those that go on now, by host."""
        return {host: one for host, one in self._going.items() if not one.ended.done()}

    async def begin(self, command: model.Command, seconds: float, step: int = 0) -> Going:
        """Start it for a step and wait until it is ready, or has ended. Raises LabError.

        What does not get ready in that time is ended.
        """
        await self.free(command.host)
        live = await self._shells.open(command.host)
        work = live.run(command.text, LONGEST)
        ended = self._tasks.start(work, name=f"{command.text.splitlines()[0]} on {command.host}")
        self._going[command.host] = one = Going(command, live, ended, step)
        if not await one.shows(command.ready, seconds) and not ended.done():
            await one.stop()
        if ended.done():
            ended.result()  # raises what kept it from starting
        return one

    def owner(self, record: records.Record) -> int | None:
        """The step that a record belongs to whose command went on beside others; None for any other record."""
        one = self.going.get(record.host)
        return one.step if one is not None and one.command.text == record.text else None

    def renumber(self, moved: Callable[[int], int]) -> None:
        """The lesson's steps are others now; `moved` says where each has gone."""
        for one in self.going.values():
            one.step = moved(one.step)

    async def free(self, host: str) -> records.Record | None:
        """End what goes on there, so that its shell can be used; what came of it. Raises LabError."""
        return await self.finish(host, LAST_WORDS)

    async def drop_all(self) -> None:
        """End all that goes on, whatever it has shown. Raises LabError."""
        for one in self.going.values():
            await one.stop()

    async def finish(self, host: str, seconds: float) -> records.Record | None:
        """Let what goes on there show what it is waited for, then end it. Raises LabError."""
        one = self.going.get(host)
        if one is None:
            return None
        if one.command.until:
            await one.shows(one.command.until, seconds)
        return await one.stop()
