"""A visitor's process: it draws, hears keys, and ends with everything that it has started in its own group."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tutor.base import aio, i18n
from tutor.web import frames

KEPT_OCTETS = 4096
"""Of what a program writes to its standard error: the end, where the reason stands."""

END_SECONDS = 5.0
"""How long a program may take to leave before it is killed."""


class Ending(NamedTuple):
    """How a program ended: 0 where the visitor left, and its own last words."""

    code: int
    words: str


class Program:
    """Runs `argv` in a session of its own; `close` ends all of it."""

    def __init__(self, process: asyncio.subprocess.Process, tasks: aio.Tasks) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._said = b""
        self._listening = tasks.start(self._listen(process.stderr), name=f"last words of {process.pid}")

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while read := await stderr.read(KEPT_OCTETS):
            self._said = (self._said + read)[-KEPT_OCTETS:]

    async def pictures(self) -> AsyncIterator[bytes]:
        """What goes to the terminal, piece by piece, until the program ends. Raises BrokenError."""
        if not await frames.ready(self._stdout):
            return
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                kind, payload = await frames.read(self._stdout)
                if kind == frames.DATA:
                    yield payload

    async def send(self, packet: bytes) -> None:
        """Hand a packet to the program; one that is ending does not read it."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._stdin.write(packet)
            await self._stdin.drain()

    async def close(self) -> Ending:
        """End the program, if it has not ended, with its whole group, and tell how it went."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), END_SECONDS)
        except TimeoutError:
            pass
        self._signal(signal.SIGKILL)
        code = await self._process.wait()
        # A child that has left the group may hold the other end of the pipe.
        await asyncio.wait((self._listening,), timeout=1.0)
        self._listening.cancel()
        self._stdin.close()
        return Ending(code, i18n.plain(self._said.decode(errors="replace")).strip())

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


async def start(argv: Sequence[str], env: Mapping[str, str], cwd: Path, tasks: aio.Tasks) -> Program:
    """Run a program whose standard streams are ours. Raises OSError."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=pipe, stdout=pipe, stderr=pipe, env=env, cwd=cwd, start_new_session=True
    )
    return Program(process, tasks)
