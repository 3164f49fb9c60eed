"""The instructor's console on a class of a thousand that never rests, in a real terminal of 120 x 40.

A frame is what one picture takes: new rows taken in, sorted, painted and written. A change is fresh until the picture
with it is out; a tenth of a second of that is the pause that the console itself makes between two pictures.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests import terminal
from tests.benchmarks import table
from tests.tui.console import room
from tutor.tui.console import application, ports

PEOPLE = (10, 1000, 5000)
PER_SECOND = 50
SECONDS = 6.0


class Console(application.ConsoleApp):
    """Notes when pictures begin and end."""

    def __init__(self, known: room.Room, file: Path) -> None:
        super().__init__(known, "en")
        self._known = known
        self._file = file
        self._began: float | None = None
        self._fresh: dict[str, float] = {}
        self._taken: list[float] = []
        self.frames: list[float] = []
        self.ages: list[float] = []

    def _take_in(self) -> None:
        self._began = time.monotonic()
        self._taken += self._fresh.values()
        self._fresh.clear()
        super()._take_in()

    def _display(self, screen, renderable) -> None:  # type: ignore[no-untyped-def]
        super()._display(screen, renderable)
        if self._began is not None:
            now = time.monotonic()
            self.frames.append((now - self._began) * 1000)
            self.ages += [(now - at) * 1000 for at in self._taken]
            self._taken.clear()
            self._began = None

    def on_mount(self) -> None:
        """Begin once the first picture is out."""
        super().on_mount()
        self.screen.call_after_refresh(lambda: self.work(self._go(), "change all the time"))

    async def _go(self) -> None:
        dice = random.Random(3)
        everyone = list(self._known.known)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            one = self._known.known[dice.choice(everyone)]
            self._known.change(one._replace(state=dice.choice(ports.STATES), since=room.NOW - dice.random()))
            self._fresh.setdefault(one.id, time.monotonic())
            await asyncio.sleep(1 / PER_SECOND)
        self._file.write_text(json.dumps([self.frames[3:], self.ages[10:]]))
        self.exit(0)


def _measured(count: int) -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        argv = [sys.executable, "-m", "tests.benchmarks.console", str(count), str(file)]
        with terminal.Terminal(argv, {**os.environ, "TERM": "xterm-256color"}) as outer:
            outer.wait(limit=120)
        frames, ages = json.loads(file.read_text())
    return frames, ages


def rows() -> list[table.Row]:
    """For each size of class: a picture's time, and the age of what it shows."""
    found = []
    for count in PEOPLE:
        frames, ages = _measured(count)
        found += [
            table.Row(
                f"{count} learners, {PER_SECOND} changes a second: a frame", frames, "ms", 50, by_p95=True
            ),
            table.Row("  a change until it is on the screen", ages, "ms", budget=250, by_p95=True),
        ]
    return found


if __name__ == "__main__":
    Console(room.Room(int(sys.argv[1])), Path(sys.argv[2])).run()
