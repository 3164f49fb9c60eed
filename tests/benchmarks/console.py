"""The instructor's console on a class that never rests, in a real terminal of 120 x 40: see `crowd.roomful`.

Nothing of it is pretended but the server. A frame is what one picture takes: new rows taken in, those who are stuck
grouped, rows sorted, painted and written. A change is fresh from the moment when the roster takes it in until the
picture with it is out; two pauses, of 0.05 s by the follower and of up to 0.1 s between two pictures, are part of that.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests import terminal
from tests.benchmarks import table
from tests.benchmarks.crowd import roomful
from tutor.tui.console import application, collecting
from tutor.tui.console.screens import console

PEOPLE = (10, 1000, 5000)
VIEWS = {"roster": "the class", "stuck": "who is stuck"}
PER_SECOND = 50
SECONDS = 10.0
FRAME, FRESH = 50, 250
"""Milliseconds that a picture may take (p95), and a change until it is on the screen (p99)."""


class Console(application.ConsoleApp):
    """Notes when pictures begin and end."""

    def __init__(self, known: roomful.Roomful, view: str, file: Path) -> None:
        super().__init__(known.room, "en")
        self._known = known
        self._view = view
        self._file = file
        self._began: float | None = None
        self._worked = 0.0
        self._fresh: dict[str, float] = {}
        self._taken: list[float] = []
        self.frames: list[float] = []
        self.work_of_frames: list[float] = []
        self.ages: list[float] = []

    def _take_in(self) -> None:
        self._began, self._worked = time.monotonic(), time.thread_time()
        self._taken += [self._fresh.pop(who) for who in self._pending & self._fresh.keys()]
        super()._take_in()

    def _display(self, screen, renderable) -> None:  # type: ignore[no-untyped-def]
        super()._display(screen, renderable)
        if self._began is not None:
            now = time.monotonic()
            self.frames.append((now - self._began) * 1000)
            self.work_of_frames.append((time.thread_time() - self._worked) * 1000)
            self.ages += [(now - at) * 1000 for at in self._taken]
            self._taken.clear()
            self._began = None

    def on_mount(self) -> None:
        """Begin once the first picture is out."""
        super().on_mount()
        self.screen.call_after_refresh(lambda: self.work(self._go(), "change all the time"))

    async def _go(self) -> None:
        assert isinstance(self.screen, console.ConsoleScreen)
        self.screen.show_view(self._view)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            at = time.monotonic()
            self._fresh.setdefault(self._known.change(), at)
            self._known.pulses(1 / PER_SECOND)
            await asyncio.sleep(1 / PER_SECOND)
        self._file.write_text(json.dumps([self.frames[3:], self.work_of_frames[3:], self.ages[10:]]))
        self.exit(0)


def _measured(count: int, view: str) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of pictures, of the processor for each, and of changes until they are shown."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        argv = [sys.executable, "-m", "tests.benchmarks.console", str(count), view, str(file)]
        with terminal.Terminal(argv, {**os.environ, "TERM": "xterm-256color"}) as outer:
            outer.wait(limit=120)
        frames, work, ages = json.loads(file.read_text())
    return frames, work, ages


def rows() -> list[table.Row]:
    """For each size of class and two views: a picture's time, and the age of what it shows."""
    found = [
        table.Row("what else the machine did as this began (load average)", [os.getloadavg()[0]], "processes")
    ]
    for count in PEOPLE:
        for view, words in VIEWS.items():
            frames, work, ages = _measured(count, view)
            late = statistics.quantiles(ages, n=100)[98]
            found += [
                table.Row(f"{count} learners, {words}: a frame", frames, "ms", FRAME, by_p95=True),
                table.Row("  what it works, whatever else the machine does", work, "ms"),
                table.Row("  a change until it is on the screen", ages, "ms"),
                table.Row("  the same, p99", [late], "ms", budget=FRESH),
            ]
    return found


if __name__ == "__main__":
    measured = Console(roomful.Roomful(int(sys.argv[1])), sys.argv[2], Path(sys.argv[3]))
    with collecting.sparing():
        measured.run()
