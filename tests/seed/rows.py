"""What a row is: commands on a host, and a judge of what they print."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.seed import stage

PAUSE = 0.3
"""Seconds between two looks, as a person repeats a command that shows something on its way."""


class Seen:
    """One row's run: what its judge asks for."""

    def __init__(self, on: stage.Stage, row: "Row") -> None:
        self.stage = on
        self.row = row
        self.host = on.noted.get(row.host, row.host)

    async def run(self, seconds: float = 60.0) -> str:
        """Run all of the row's commands in its host's shell; what they print."""
        return "\n".join(await self.each(seconds))

    async def each(self, seconds: float = 60.0) -> list[str]:
        """The same, command by command."""
        return [await self.stage.shown(self.host, command, seconds) for command in self.row.commands]

    async def until(self, judge: Callable[[str], object], seconds: float = 30.0) -> str:
        """Run the commands again and again until `judge` is content with what they print."""
        deadline = time.monotonic() + seconds
        while True:
            text = await self.run()
            if judge(text):
                return text
            assert time.monotonic() < deadline, f"not within {seconds} s; last seen:\n{text}"
            await asyncio.sleep(PAUSE)


Judge = Callable[[Seen], Awaitable[None]]


@dataclass(frozen=True)
class Row:
    """A row of the table. `host` may also be a name that an earlier row noted ("coredns")."""

    id: str
    host: str
    commands: tuple[str, ...]
    judge: Judge


class Part:
    """The rows of one part, in order."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def row(self, name: str, host: str, *commands: str) -> Callable[[Judge], Judge]:
        """Declare the decorated judge as a row."""

        def declare(judge: Judge) -> Judge:
            self.rows.append(Row(name, host, commands, judge))
            return judge

        return declare
