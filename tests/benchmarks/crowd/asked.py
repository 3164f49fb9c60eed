"""Processes that answer: a line of JSON in, a line of JSON out."""

import asyncio
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

LINE = 1 << 24
"""Bytes: the credentials of all learners of a process are one line."""


async def serve(answer: Callable[[Any], Any]) -> None:
    """Answer what comes on stdin until it ends."""
    reader = asyncio.StreamReader(limit=LINE)
    pipe = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: pipe, sys.stdin)
    while line := await reader.readline():
        print(json.dumps(answer(json.loads(line))), flush=True)


def more_files() -> None:
    """As many descriptors as the machine allows: each learner is a connection."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Process:
    """Such a process, as its owner holds it."""

    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self._running = running

    @classmethod
    async def start(cls, module: str, *words: str) -> "Process":
        """Run a module of this package."""
        pipe = asyncio.subprocess.PIPE
        argv = (sys.executable, "-m", f"tests.benchmarks.crowd.{module}", *words)
        return cls(await asyncio.create_subprocess_exec(*argv, stdin=pipe, stdout=pipe, limit=LINE))

    @property
    def pid(self) -> int:
        """Its id."""
        return self._running.pid

    async def ask(self, words: Any) -> Any:
        """What it answers. Raises RuntimeError where it has died."""
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(json.dumps(words).encode() + b"\n")
        if not (line := await self._running.stdout.readline()):
            raise RuntimeError(f"process {self.pid} has ended")
        return json.loads(line)

    async def kill(self) -> None:
        """End it at once: it has nothing to put in order."""
        self._running.kill()
        await self._running.wait()

    async def stop(self) -> None:
        """End it, in order where it can."""
        assert self._running.stdin is not None
        self._running.stdin.close()
        try:
            async with asyncio.timeout(10):
                await self._running.wait()
        except TimeoutError:
            self._running.kill()
            await self._running.wait()
