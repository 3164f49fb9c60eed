"""A whole class as the benchmark holds it: the host's process, the learners' processes, and what all of them count."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.crowd import asked
from tutor.workshop import authority, founding, nkeys, server

CLASS = "crowd"
SECONDS = 240.0
"""So long anything may take at most."""
PUPILS = 700
"""Learners of a process."""
LOOK_SECONDS = 0.05


class Class:
    """Open until its block ends."""

    def __init__(self, host: asked.Process, pupils: list[asked.Process], learners: int) -> None:
        self.host = host
        self.learners = learners
        self._pupils = pupils
        self.told = 0
        """Reports in all."""

    async def tell(self, count: int, seconds: float) -> None:
        """Let each learner tell that many more within that time."""
        self.told += count * self.learners
        for one in self._pupils:
            await one.ask(["tell", count, seconds])

    async def counted(self, what: str) -> int:
        """`online`, `connects` or `acknowledged` of all learners."""
        return sum([int((await one.ask(None))[what]) for one in self._pupils])

    async def came(self) -> int:
        """Different reports that the console has."""
        return int((await self.host.ask(None))["came"])

    async def measured(self) -> dict[str, Any]:
        """The host's figures since the last time."""
        found: dict[str, Any] = await self.host.ask("measured")
        return found

    async def until(self, look: Callable[[], Awaitable[bool]]) -> float:
        """Wait for a condition; how long it took."""
        clock = asyncio.get_running_loop().time
        began = clock()
        async with asyncio.timeout(SECONDS):
            while not await look():
                await asyncio.sleep(LOOK_SECONDS)
        return clock() - began

    async def everyone(self, connects: int = 0) -> float:
        """Wait until all are there, after so many connections in all."""

        async def here() -> bool:
            return (
                await self.counted("connects") >= connects and await self.counted("online") == self.learners
            )

        return await self.until(here)

    async def whole(self) -> float:
        """Wait until the console has everything, and all learners know it."""

        async def complete() -> bool:
            return await self.came() >= self.told and await self.counted("acknowledged") >= self.told

        return await self.until(complete)


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """A folder for all that the class keeps."""
    before = os.environ.get("XDG_STATE_HOME")
    with tempfile.TemporaryDirectory(prefix="k8stutor-crowd-") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("XDG_STATE_HOME")
            if before is not None:
                os.environ["XDG_STATE_HOME"] = before


def founded(port: int) -> authority.Authority:
    """The class's keys, where its host finds them."""
    return founding.prepare(founding.Options(CLASS, address="127.0.0.1", port=port, days=1, keep_days=1))


@contextlib.asynccontextmanager
async def opened(
    of: authority.Authority, learners: int, over: float, servers: tuple[str, ...] = ()
) -> AsyncIterator[Class]:
    """A class; its learners come within `over` seconds. Without `servers` its host runs one."""
    async with contextlib.AsyncExitStack() as stack:
        host = await asked.Process.start("host", CLASS, str(of.port), *servers)
        stack.push_async_callback(host.stop)
        await host.ask(None)
        pupils = []
        for _ in range(-(-learners // PUPILS)):
            pupils.append(await asked.Process.start("pupils"))
            stack.push_async_callback(pupils[-1].kill)
        where = servers or (f"127.0.0.1:{of.port}",)
        people = [_caller(of, f"l{number}") for number in range(learners)]
        for index, one in enumerate(pupils):
            await one.ask(["come", where, of.certificate, CLASS, people[index :: len(pupils)], over])
        yield Class(host, pupils, learners)


def _caller(of: authority.Authority, who: str) -> tuple[str, str, str]:
    key = nkeys.Key.new("U")
    return who, key.seed, of.for_learner(key.public, who)


@contextlib.asynccontextmanager
async def cluster(
    of: authority.Authority, place: Path, ports: list[int]
) -> AsyncIterator[list[server.Server]]:
    """Servers that are one: for each a port for clients (the first half of `ports`), and one for the others."""
    count = len(ports) // 2
    routes = [f"127.0.0.1:{port}" for port in ports[count:]]
    servers = [
        server.Server(of, place / f"node-{n}", listen=f"127.0.0.1:{ports[n]}", node=f"node-{n}")
        for n in range(count)
    ]
    async with contextlib.AsyncExitStack() as stack:
        for one, own in zip(servers, routes, strict=True):
            stack.push_async_callback(one.stop)
            await one.start(cluster=own, routes=tuple(route for route in routes if route != own))
        yield servers
