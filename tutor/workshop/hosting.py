"""Hosting a class: its server (or an existing cluster), its streams, its desk."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from tutor.base import aio, errors
from tutor.workshop import authority, code, connection, foreign, nkeys, registrar, server, streams

READY_SECONDS = 60.0
RESTART_SECONDS = 2.0
_SOMEWHERE = ("192.0.2.1", 9)
"""An address of documentation (RFC 5737): a UDP socket that is aimed there shows the way out, and sends nothing."""


Told = Callable[[connection.State, errors.TutorError | None], None]
_CLUSTER: dict[connection.State, str] = {
    "connected": "connected to the cluster",
    "disconnected": "the connection to the cluster is lost; what learners tell waits with them",
    "refused": "the cluster refuses the instructor's credential",
}


class Options(NamedTuple):
    """What the call said; `None` where it said nothing."""

    class_id: str
    title: str = ""
    address: str | None = None
    port: int | None = None
    bind: str = "0.0.0.0"
    servers: tuple[str, ...] = ()
    """An existing cluster, as HOST:PORT: configured by `workshop server-config`, or that of `account`."""
    days: int | None = None
    keep_days: int | None = None
    anonymous: bool = False
    renew_code: bool = False
    account: foreign.Account | None = None


class Class(NamedTuple):
    """A class that is hosted here."""

    authority: authority.Authority
    registrar: registrar.Registrar
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


def own_address() -> str:
    """This machine's address towards the default route; 127.0.0.1 where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def prepare(wanted: Options) -> authority.Authority:
    """The class as it was left, or a new one, kept. Raises TutorError."""
    of = _planned(wanted)
    authority.save(of, authority.folder(of.class_id))
    return of


def _planned(wanted: Options) -> authority.Authority:
    authority.sweep()
    known = authority.load(authority.folder(wanted.class_id))
    return _begun(wanted) if known is None else _changed(known, wanted)


def _begun(wanted: Options) -> authority.Authority:
    own = () if wanted.account else wanted.servers
    host, port = wanted.address or own_address(), wanted.port or code.PORT
    names = [one.rpartition(":")[0].strip("[]") for one in own]
    if own and wanted.address is None:
        host, port = names[0], int(own[0].rpartition(":")[2])
    found = authority.found(
        wanted.class_id,
        wanted.title or wanted.class_id,
        host,
        port,
        days=wanted.days or authority.DAYS,
        keep_days=wanted.keep_days or authority.KEEP_DAYS,
        anonymous=wanted.anonymous,
        names=[*names, "127.0.0.1"],
        guessed=not (wanted.address or own),
    )
    return dataclasses.replace(found, abroad=wanted.account)


def _changed(known: authority.Authority, wanted: Options) -> authority.Authority:
    _same_account(known, wanted)
    if wanted.anonymous and not known.anonymous:
        raise errors.UsageError(
            f"the class {known.class_id} is not anonymous",
            why="that was said when it was begun, and names may be kept of it already",
            todo="take another name for the class, or k8stutor workshop forget",
        )
    if wanted.keep_days is not None and wanted.keep_days > known.keep_days:
        raise errors.UsageError(
            f"the class {known.class_id} keeps what it is told for {known.keep_days} days",
            why="those who joined agreed to that, and not to longer",
            todo="leave --keep-days out, or say fewer; another name for the class begins a new one",
        )
    known = dataclasses.replace(
        known,
        title=wanted.title or known.title,
        days=wanted.days or known.days,
        keep_days=wanted.keep_days or known.keep_days,
        abroad=wanted.account or known.abroad,
    )
    if wanted.renew_code or authority.now() >= known.code_expires:
        known = authority.renewed(known)
    host = own_address() if known.guessed else known.host  # another room has another network
    guessed = known.guessed and not wanted.address
    return authority.moved(known, wanted.address or host, wanted.port or known.port, guessed=guessed)


def _same_account(known: authority.Authority, wanted: Options) -> None:
    """Who has joined has a token of that account, and what they told is there. Raises UsageError."""
    if known.abroad is None and wanted.account is not None:
        raise errors.UsageError(
            f"the class {known.class_id} was begun without --account",
            why="what it has been told is kept by its own servers",
            todo="leave --account out, or take another name for the class",
        )
    if known.abroad is None or not (wanted.servers or wanted.account):
        return
    if wanted.account is None or wanted.account.id != known.abroad.id:
        raise errors.UsageError(
            f"the class {known.class_id} lives in the account {known.abroad.id}",
            why="who has joined has a token of that account, and what they told is kept there",
            todo="leave --nats and --account out, or say both as when it was begun; "
            "another name for the class begins a new one",
        )


@contextlib.asynccontextmanager
async def opened(wanted: Options, told: Callable[[str], None] = lambda _line: None) -> AsyncIterator[Class]:
    """A class whose server and desk work until the end of the block. Raises TutorError.

    `told` hears when the connection to the server is lost and when it is back.
    """
    of = await _found(wanted)
    async with contextlib.AsyncExitStack() as stack:
        serving = None
        others = of.abroad.servers if of.abroad else wanted.servers
        servers = wanted.servers
        if of.abroad or not servers:
            serving = server.Server(
                of, authority.folder(of.class_id) / "server", listen=f"{_bracketed(wanted.bind)}:{of.port}"
            )
            await serving.start()
            stack.push_async_callback(serving.stop)
            servers = (f"{_reached(wanted.bind)}:{serving.port}",)
        link = instructor(of, others or servers)
        desk = registrar.Registrar(of, replicas=_replicas(link), servers=others)
        tasks = await stack.enter_async_context(aio.tasks())
        tasks.start(_at_desk(link, desk, _telling(told, link)), name="the class's desk")
        if of.abroad:
            tasks.start(_at_door(_door(of, servers), desk, told), name="the class's door")
        if serving is not None:
            tasks.start(_kept_up(serving, told), name="the class's server")
        await _ready(desk, tasks)
        yield Class(of, desk, link, serving.pid if serving else 0, tasks.failed)


async def _found(wanted: Options) -> authority.Authority:
    """The class, kept once it is known that it can live where it is to. Raises TutorError."""
    of = _planned(wanted)
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


async def _at_door(link: connection.Link, desk: registrar.Registrar, told: Callable[[str], None]) -> None:
    """Admit guests for as long as the class is open; who has joined does not need the door."""
    await link.run(desk.open_door, _telling(told, link))


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
    return tuple(dict.fromkeys((f"127.0.0.1:{of.port}", f"{_bracketed(of.host)}:{of.port}")))


def _door(of: authority.Authority, servers: tuple[str, ...]) -> connection.Link:
    key = nkeys.Key.new("U")
    caller = connection.Credential("instructor", key.seed, of.for_door(key.public))
    return connection.Link(servers, of.certificate, caller)


async def _ready(desk: registrar.Registrar, tasks: aio.Tasks) -> None:
    ready = tasks.start(desk.ready.wait(), name="the desk is ready")
    try:
        async with asyncio.timeout(READY_SECONDS):
            await asyncio.wait((ready, tasks.failed), return_when=asyncio.FIRST_COMPLETED)
    except TimeoutError:
        raise errors.EnvironmentLacks(
            "the class's stored reports could not be read", todo="try again; look at the server's log"
        ) from None
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
