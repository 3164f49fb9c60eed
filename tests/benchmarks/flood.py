"""How the terminal pane bears a flood, against a bare drain of the same output by nobody.

A real shell in the real widget in a real terminal. The drain is what the kernel's terminal gives at most: for short
lines that is less than the budget, which is held against lines of 37 bytes; the others stand as shares of the drain.
"""

import asyncio
import dataclasses
import itertools
import json
import os
import pty
import signal
import sys
import tempfile
import time
from pathlib import Path

from textual.app import App

from tests import terminal
from tests.benchmarks import table
from tutor.shell import launch, local, shell
from tutor.tui.widgets.terminal import view

WIDE = "yes abcdefghijklmnopqrstuvwxyz0123456789"
COMMANDS = (WIDE, "seq 1 10000000")
SECONDS = 1.0
ROUNDS = 5


@dataclasses.dataclass(frozen=True)
class Flood:
    """One round: MB/s fed to the screen, milliseconds between frames, milliseconds until Ctrl-C was obeyed."""

    rate: float
    gaps: list[float]
    obeyed: float


class Pane(App[None]):
    """One terminal, flooded by each command in turn; writes its figures to a file."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._frames: list[float] = []

    def _display(self, screen, renderable) -> None:  # type: ignore[no-untyped-def]
        super()._display(screen, renderable)
        self._frames.append(time.monotonic())

    def on_mount(self) -> None:
        """Begin."""
        self.run_worker(self._go())

    async def _go(self) -> None:
        start = launch.make(dict(os.environ))
        live = shell.Shell("here", local.LocalPty(start.argv, env=start.env), 24, 80, start.nonce)
        live.start()
        await self.mount(view.TerminalView(live))
        await live.run("true")
        found = {
            command: [dataclasses.asdict(await self._flood(live, command)) for _ in range(ROUNDS)]
            for command in COMMANDS
        }
        self._file.write_text(json.dumps(found))
        await live.close()
        self.exit()

    async def _flood(self, live: shell.Shell, command: str) -> Flood:
        got = 0

        def count(data: bytes) -> None:
            nonlocal got
            got += len(data)

        end = live.on_output(count, replay=False)
        self._frames.clear()
        running = asyncio.create_task(live.run(command, 60), name="flood")
        await asyncio.sleep(SECONDS)
        rate, frames, pressed = got / SECONDS / 1e6, list(self._frames), time.monotonic()
        live.type(b"\x03")
        await running
        end()
        gaps = [(later - earlier) * 1000 for earlier, later in itertools.pairwise(frames)]
        return Flood(rate, gaps, (time.monotonic() - pressed) * 1000)


def drained(command: str) -> float:
    """MB/s of the same command with nobody but the kernel in the way."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp("sh", ["sh", "-c", f"exec {command}"])
    until = time.monotonic() + SECONDS
    got = 0
    while time.monotonic() < until:
        got += len(os.read(fd, 65536))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return got / SECONDS / 1e6


def rows() -> list[table.Row]:
    """The pane's figures, then each rate as a share of the drain's."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        argv = [sys.executable, "-m", "tests.benchmarks.flood", str(file)]
        with terminal.Terminal(argv, {**os.environ, "TERM": "xterm-256color"}) as outer:
            outer.wait(limit=120)
        figures = json.loads(file.read_text())
    found = {command: [Flood(**one) for one in figures[command]] for command in COMMANDS}
    wide = found[WIDE]
    return [
        table.Row("lines of 37 bytes", [one.rate for one in wide], "MB/s", budget=30, at_least=True),
        table.Row("between frames", [gap for one in wide for gap in one.gaps], "ms", budget=33, by_p95=True),
        table.Row("Ctrl-C obeyed", [one.obeyed for one in wide], "ms", budget=200),
        *(_share(command, found[command]) for command in COMMANDS),
    ]


def _share(command: str, floods: list[Flood]) -> table.Row:
    shares = [one.rate / drained(command) for one in floods]
    return table.Row(f"share of the bare drain: {command[:14]}", shares, "x")


if __name__ == "__main__":
    Pane(Path(sys.argv[1])).run()
