"""Runs a command beside a container's own process, for probes and hooks."""

import asyncio
import os
import signal

from tutor.lab.kubelet import config, context, identity
from tutor.lab.root import spawn

OUTPUT_LIMIT = 10 * 1024
"""What is kept of a command's output, in bytes (the kubelet's probe limit)."""
NO_PROGRAM = 126


async def run(
    host: config.HostInit, place: context.Place, argv: tuple[str, ...], seconds: float
) -> tuple[int, str]:
    """Exit code, and stdout with stderr. Raises TimeoutError when it takes longer, having ended it."""
    reading, writing = os.pipe()
    try:
        process = await host.spawn(_spec(place, argv, writing))
    except spawn.SpawnError as error:
        os.close(reading)
        return NO_PROGRAM, f'exec: "{argv[0]}": {error.why or error.what}'
    finally:
        os.close(writing)
    output = asyncio.ensure_future(_gather(reading))
    try:
        async with asyncio.timeout(seconds):
            code = await process.wait()
            return code, await output
    except TimeoutError:
        await process.signal(signal.SIGKILL, group=True)
        raise
    finally:
        output.cancel()


def _spec(place: context.Place, argv: tuple[str, ...], writing: int) -> spawn.ProcessSpec:
    entry, args = (identity.ENTRY, (*place.user.words(), *argv)) if place.user else ("", ())
    return spawn.ProcessSpec(
        argv=() if entry else argv,
        entry=entry,
        entry_args=args,
        env=place.env,
        cwd=place.cwd,
        pod=place.pod,
        root=place.root,
        fds=(spawn.NO_FD, writing, writing),
    )


async def _gather(fd: int) -> str:
    """Everything until the end, up to the limit; closes `fd`."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    file = os.fdopen(fd, "rb")
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    found = b""
    try:
        while piece := await reader.read(4096):
            found = (found + piece)[:OUTPUT_LIMIT]
    finally:
        transport.close()
    return found.decode(errors="replace")
