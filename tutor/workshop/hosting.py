"""Hosting a class: its server (or an existing cluster), its streams, its desk."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from tutor.base import aio, errors
from tutor.workshop import (
    admission,
    authority,
    code,
    connection,
    foreign,
    founding,
    lock,
    nkeys,
    registrar,
    server,
    streams,
)

READY_SECONDS = 60.0
RESTART_SECONDS = 2.0

Told = Callable[[connection.State, errors.TutorError | None], None]
_CLUSTER: dict[connection.State, str] = {
    "connected": "connected to the cluster",
    "disconnected": "the connection to the cluster is lost; what learners tell waits with them",
    "refused": "the cluster refuses the instructor's credential",
}


class Class(NamedTuple):
    """A class that is hosted here."""

    authority: authority.Authority
    registrar: registrar.Registrar
    door: admission.Door
    link: connection.Link
    """The instructor's way in."""
    pid: int
    """The server's that runs here, be it the door only; 0 where there is none."""
    failed: asyncio.Future[BaseException]
    """Complete once the desk or the server can't go on."""

    @property
    def join_code(self) -> str:
        """What learners type."""
        return code.encode(self.authority.invitation)


@contextlib.asynccontextmanager
async def opened(
    wanted: founding.Options,
    told: Callable[[str], None] = lambda _line: None,
    waits: Callable[[str], None] = lambda _line: None,
) -> AsyncIterator[Class]:
    """A class whose server and desk work until the end of the block. Raises TutorError.

    `told` hears when the connection to the server is lost and when it is back, `waits` before the class is open what
    it waits for.
    """
    async with contextlib.AsyncExitStack() as stack:
        # First of all: who is refused must not have changed what another one hosts.
        await lock.soon_alone(stack, lock.of_host(wanted.class_id), waits)
        of = await _found(wanted)
        stack.callback(authority.touch, authority.folder(of.class_id))
        serving = None
        others = of.abroad.servers if of.abroad else of.servers
        servers = of.servers
        if of.abroad or not servers:
            serving = server.Server(
                of, authority.folder(of.class_id) / "server", listen=f"{_bracketed(wanted.bind)}:{of.port}"
            )
            await serving.start()
            stack.push_async_callback(serving.stop)
            servers = (f"{_reached(wanted.bind)}:{serving.port}",)
        link = instructor(of, others or servers)
        desk = registrar.Registrar(of, replicas=_replicas(link))
        door = admission.Door(of, desk.people, desk.keep, others)
        tasks = await stack.enter_async_context(aio.tasks())
        tasks.start(_at_desk(link, desk, _telling(told, link)), name="the class's desk")
        if serving is not None:
            tasks.start(_kept_up(serving, told), name="the class's server")
        await _ready(desk, tasks)
        tasks.start(
            _at_door(_door(of, servers), door, told if of.abroad else _unheard), name="the class's door"
        )
        await _open(door, tasks)
        yield Class(of, desk, door, link, serving.pid if serving else 0, tasks.failed)


async def _found(wanted: founding.Options) -> authority.Authority:
    """The class, kept once it is known that it can live where it is to. Raises TutorError."""
    of = founding.planned(wanted)
    if of.abroad is None:
        authority.save(of, authority.folder(of.class_id))
        return of
    link = instructor(of)
    client = await foreign.enter(link, of.abroad)
    try:
        # Not before: a class does not remember an account that was taken for another one.
        authority.save(of, authority.folder(of.class_id))
        with foreign.told(of.abroad):
            await streams.ensure(client, of, replicas=_replicas(link))
    finally:
        await connection.end(client)
    return of


def _replicas(link: connection.Link) -> int:
    return min(3, len(link.servers))


async def _at_door(link: connection.Link, door: admission.Door, told: Callable[[str], None]) -> None:
    """Admit guests for as long as the class is open; who has joined does not need the door."""
    await link.run(door.open, _telling(told, link))


def _unheard(_line: str) -> None:
    """Where door and desk are at one server, the desk tells of its connection."""


async def _at_desk(link: connection.Link, desk: registrar.Registrar, told: Told) -> None:
    """Be there for as long as the class is open. Raises EnvironmentLacks where the server does not let it."""
    await link.run(desk.run, told)
    if desk.authority.abroad:
        raise foreign.refused(desk.authority.abroad)
    raise errors.EnvironmentLacks(
        "the class's server refuses the instructor's credential", todo="try again; look at the server's log"
    )


def _reached(bind: str) -> str:
    """Where the host itself reaches a server that listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, _bracketed(bind))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def instructor(of: authority.Authority, servers: Sequence[str] = ()) -> connection.Link:
    """A way in for the instructor, with a key of its own; without `servers` to wherever the class lives."""
    key, who = nkeys.Key.new("U"), "instructor"
    caller = connection.Credential(who, key.seed, of.for_instructor(key.public), of.names.inbox(who))
    authorities = of.abroad.authorities if of.abroad else ""
    return connection.Link(tuple(servers) or lives(of), of.certificate, caller, authorities)


def lives(of: authority.Authority) -> tuple[str, ...]:
    """Where a class is reached of which nothing else was said; a server on this machine may listen on one address."""
    if of.abroad:
        return of.abroad.servers
    if of.servers:
        return of.servers
    return tuple(dict.fromkeys((f"127.0.0.1:{of.port}", f"{_bracketed(of.host)}:{of.port}")))


def _door(of: authority.Authority, servers: tuple[str, ...]) -> connection.Link:
    key = nkeys.Key.new("U")
    caller = connection.Credential("instructor", key.seed, of.for_door(key.public))
    return connection.Link(servers, of.certificate, caller)


async def _ready(desk: registrar.Registrar, tasks: aio.Tasks) -> None:
    """However much there is to read: only a desk that gets no further has failed."""
    ready = tasks.start(desk.ready.wait(), name="the desk is ready")
    read = -1
    while not ready.done():
        if desk.read == read:
            raise errors.EnvironmentLacks(
                "the class's stored reports could not be read", todo="try again; look at the server's log"
            )
        read = desk.read
        await asyncio.wait((ready, tasks.failed), timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if tasks.failed.done():
            raise tasks.failed.result()


async def _open(door: admission.Door, tasks: aio.Tasks) -> None:
    """Until guests are heard, or for READY_SECONDS: who has joined can begin all the same."""
    opened = tasks.start(door.ready.wait(), name="the door is open")
    await asyncio.wait((opened, tasks.failed), timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if tasks.failed.done():
        raise tasks.failed.result()


async def _kept_up(serving: server.Server, told: Callable[[str], None]) -> None:
    """Start the server again when it has ended by itself; learners wait for it meanwhile."""
    while True:
        try:
            await serving.wait()
        except errors.TutorError:
            told("the class's server has ended; it is started again")
            await _restarted(serving, told)


async def _restarted(serving: server.Server, told: Callable[[str], None]) -> None:
    """Its port may be taken for a while, its disk full: a class that goes on later is better than none."""
    while True:
        try:
            return await serving.restart()
        except errors.TutorError as error:
            told(error.what)
            await asyncio.sleep(RESTART_SECONDS)


def _telling(told: Callable[[str], None], link: connection.Link) -> Told:
    if link.authorities:
        return lambda state, _error: told(_CLUSTER[state])
    words: dict[connection.State, str] = {
        "connected": "connected to the class's server",
        "disconnected": "the connection to the class's server is lost",
        "refused": "the class's server refuses the instructor's credential",
    }
    return lambda state, _error: told(words[state])
