"""A command that runs for a caller: it gets the caller's signals, and ends when the caller goes."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Sequence

from tutor.lab.control import wire
from tutor.lab.root import spawn

GRACE_SECONDS = 3.0
"""For a command to end by itself after its caller has gone."""


async def begin(sock: socket.socket, process: spawn.Process, fds: Sequence[int] = ()) -> None:
    """Tell the caller that it runs; hang up, and raise Closed, where the caller has gone while it was started."""
    try:
        await wire.send_async(sock, {"pid": process.pid}, fds)
    except wire.Closed:
        ended = asyncio.create_task(process.wait(), name="control wait")
        try:
            await _hang_up(process, ended)
        finally:
            ended.cancel()
        raise


async def follow(sock: socket.socket, process: spawn.Process) -> None:
    """Hand on the caller's signals until the process ends, then tell its exit code; hang up when the caller goes."""
    signals = asyncio.create_task(_signals(sock, process), name="control signals")
    ended = asyncio.create_task(process.wait(), name="control wait")
    try:
        await asyncio.wait({signals, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            await _hang_up(process, ended)
            await signals  # raises Closed
        await wire.send_async(sock, {"exit": ended.result()})
    finally:
        for task in (signals, ended):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, wire.Closed):
            await asyncio.gather(signals, ended)


async def _hang_up(process: spawn.Process, ended: "asyncio.Task[int]") -> None:
    """As a terminal does when its line drops; a command that goes on all the same is killed after a while."""
    await process.signal(signal.SIGHUP, group=True)
    if not (await asyncio.wait({ended}, timeout=GRACE_SECONDS))[0]:
        await process.signal(signal.SIGKILL, group=True)


async def _signals(sock: socket.socket, process: spawn.Process) -> None:
    while True:
        message, fds = await wire.receive_async(sock)
        wire.close(fds)
        await process.signal(message["signal"], group=True)
