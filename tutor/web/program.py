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

LINE_OCTETS = 65536
END_SECONDS = 5.0
"""How long a program may take to leave before it is killed."""

WORDS_SECONDS = 1.0
"""How long its last words may take, which a process that has left its group could hold back."""

Streams = asyncio.subprocess.SubprocessStreamProtocol


class Ending(NamedTuple):
    """How a program ended: 0 where the visitor left, and its own last words."""

    code: int
    words: str


class Program:
    """Runs a program in a session of its own; `close` ends all of it."""

    def __init__(self, transport: asyncio.SubprocessTransport, streams: Streams, tasks: aio.Tasks) -> None:
        assert streams.stdin is not None
        assert streams.stdout is not None
        assert streams.stderr is not None
        self._transport, self._stdin, self._stdout = transport, streams.stdin, streams.stdout
        self._pid = transport.get_pid()
        self._said = b""
        self._listening = tasks.start(self._listen(streams.stderr), name=f"last words of {self._pid}")
        self._following = tasks.start(self._follow(), name=f"end of {self._pid}")

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while read := await stderr.read(KEPT_OCTETS):
            self._said = (self._said + read)[-KEPT_OCTETS:]

    async def _follow(self) -> None:
        """Once the program has ended, end what it has started. Its pipes tell nothing: a child may hold them open."""
        await _ended(self._pid)
        self._signal(signal.SIGKILL)
        await asyncio.wait((self._listening,), timeout=WORDS_SECONDS)
        while self._transport.get_returncode() is None:  # asyncio's own thread is about to tell
            await asyncio.sleep(0.01)
        self._transport.close()

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
        await asyncio.wait((self._following,), timeout=END_SECONDS)
        if not self._following.done():
            self._signal(signal.SIGKILL)
            await asyncio.wait((self._following,))
        words = i18n.plain(self._said.decode(errors="replace")).strip()
        return Ending(self._transport.get_returncode() or 0, words)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, number)


async def _ended(pid: int) -> None:
    """Wait for the end of a child (pidfd_open(2))."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(fd, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(fd)
        os.close(fd)


async def start(argv: Sequence[str], env: Mapping[str, str], cwd: Path, tasks: aio.Tasks) -> Program:
    """Run a program whose standard streams are ours. Raises OSError."""
    loop = asyncio.get_running_loop()
    transport, streams = await loop.subprocess_exec(
        lambda: Streams(limit=LINE_OCTETS, loop=loop), *argv, env=env, cwd=cwd, start_new_session=True
    )
    return Program(transport, streams, tasks)
