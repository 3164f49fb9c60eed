"""Starts FRR on all routers when one of them is called upon (`config.CALL`)."""

import asyncio
import os
from collections.abc import Callable, Sequence

from tutor.base import errors
from tutor.lab.root import spawn
from tutor.lab.router import config, daemons


async def run(hosts: Sequence[spawn.HostInit], note: Callable[[str], None]) -> None:
    """Wait for a call on any of `hosts`, then start FRR on each; `note` hears of one that does not start."""
    pipes = [_pipe(host.path(config.CALL)) for host in hosts]
    called = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        for pipe in pipes:
            loop.add_reader(pipe, called.set)
        await called.wait()
    finally:
        for pipe in pipes:
            loop.remove_reader(pipe)
            os.close(pipe)
    for host in hosts:
        try:
            await daemons.start(host)
        except errors.LabError as error:
            note(f"{error.what} {error.why}".strip())  # the cluster works without


def _pipe(path: str) -> int:
    os.mkfifo(path, 0o600)
    # Open for writing as well: with no writer, a reader would be told of the end again and again.
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
