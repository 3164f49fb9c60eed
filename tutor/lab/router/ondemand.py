"""Starts FRR on all routers when one of them is first wanted.

That is when vtysh is run (`config.CALL`), when a speaker tries to connect (`knock`), or when a terminal is opened.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Sequence

from tutor.base import aio, errors
from tutor.lab.net import topology
from tutor.lab.root import spawn
from tutor.lab.router import config, daemons, knock


async def run(hosts: Sequence[spawn.HostInit], note: Callable[[str], None]) -> None:
    """Wait for a call on any of `hosts`, then start FRR on each; `note` hears of one that does not start."""
    called = asyncio.Event()
    async with aio.tasks() as tasks, contextlib.AsyncExitStack() as ends:
        for host in hosts:
            ends.callback(_hear_pipe(host, called))
            ends.callback(_hear_knocks(host, called))
            tasks.start(_hear_terminal(host, called), name=f"terminal of {host.name}")
        await called.wait()
    started = await asyncio.gather(*(_started(host, note) for host in hosts))
    running = [host for host, up in zip(hosts, started, strict=True) if up]
    # A learner meets routers that have been up for long: the first look is to show their session.
    await asyncio.gather(*(daemons.learnt(host) for host in running))
    for host in running:
        daemons.open_to_vtysh(host)


async def _started(host: spawn.HostInit, note: Callable[[str], None]) -> bool:
    """Whether its daemons run."""
    try:
        return bool(await daemons.start(host))
    except errors.LabError as error:
        note(f"{error.what} {error.why}".strip())  # the cluster works without
        return False


def _hear_pipe(host: spawn.HostInit, called: asyncio.Event) -> Callable[[], None]:
    path = host.path(config.CALL)
    with contextlib.suppress(FileExistsError):  # left by an earlier wait
        os.mkfifo(path, 0o600)
    # Open for writing as well: with no writer, a reader would be told of the end again and again.
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    loop = asyncio.get_running_loop()
    loop.add_reader(pipe, called.set)

    def end() -> None:
        loop.remove_reader(pipe)
        os.close(pipe)

    return end


def _hear_knocks(host: spawn.HostInit, called: asyncio.Event) -> Callable[[], None]:
    """Another daemon that listens there is left alone."""
    watching = knock.watcher(host.namespace("net"))
    own = [address.partition("/")[0] for card in _cards(host.name) for address in card.addresses]
    loop = asyncio.get_running_loop()

    def look() -> None:
        if knock.knocked(watching, own) and not knock.taken(host.namespace("net")):
            called.set()

    def end() -> None:
        loop.remove_reader(watching)
        watching.close()

    loop.add_reader(watching, look)
    return end


async def _hear_terminal(host: spawn.HostInit, called: asyncio.Event) -> None:
    await host.terminal.wait()
    called.set()


def _cards(name: str) -> tuple[topology.Interface, ...]:
    return topology.BY_NAME[name].interfaces
