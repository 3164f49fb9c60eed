"""How the terminal pane bears a flood: `python -m tests.tui.flood`.

A real shell in the real widget in a real terminal; the peer is a bare drain of the same PTY output, which is what the
kernel gives at most. Bytes are those that the pane has fed to its screen.
"""

import asyncio
import itertools
import os
import pty
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from textual.app import App

from tests import terminal
from tutor.shell import launch, local, shell
from tutor.tui.widgets.terminal import view

COMMANDS = ("yes abcdefghijklmnopqrstuvwxyz0123456789", "yes", "seq 1 10000000")
SECONDS = 2.0


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
        shown = view.TerminalView(live)
        await self.mount(shown)
        await live.run("true")
        with self._file.open("w") as out:
            for command in COMMANDS:
                print(await self._flood(live, command), file=out, flush=True)
        await live.close()
        self.exit()

    async def _flood(self, live: shell.Shell, command: str) -> str:
        got = 0

        def count(data: bytes) -> None:
            nonlocal got
            got += len(data)

        end = live.on_output(count, replay=False)
        self._frames.clear()
        running = asyncio.create_task(live.run(command, 60))
        await asyncio.sleep(SECONDS)
        rate, frames, pressed = got / SECONDS / 1e6, list(self._frames), time.monotonic()
        live.type(b"\x03")
        await running
        obeyed = (time.monotonic() - pressed) * 1000
        end()
        gaps = sorted((b - a) * 1000 for a, b in itertools.pairwise(frames)) or [0.0]
        return (
            f"{command[:24]:24} {rate:6.1f} MB/s, {len(frames):3} frames, gaps p50 {statistics.median(gaps):5.1f} "
            f"p95 {gaps[int(len(gaps) * 0.95)]:5.1f} ms, Ctrl-C obeyed in {obeyed:4.0f} ms"
        )


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


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        argv = [sys.executable, "-m", "tests.tui.flood", str(file)]
        with terminal.Terminal(argv, {**os.environ, "TERM": "xterm-256color"}) as outer:
            outer.wait(limit=60)
        print(file.read_text(), end="")
    for command in COMMANDS:
        print(f"{command[:24]:24} {drained(command):6.1f} MB/s drained by nobody")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Pane(Path(sys.argv[1])).run()
    else:
        main()
