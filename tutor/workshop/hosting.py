"""Hosting a class: its server (or an existing cluster), its streams, its desk."""

import asyncio
import contextlib
import dataclasses
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from tutor.base import aio, errors
from tutor.workshop import authority, code, connection, nkeys, registrar, server

READY_SECONDS = 60.0
RESTART_SECONDS = 2.0
_SOMEWHERE = ("192.0.2.1", 9)
"""An address of documentation (RFC 5737): a UDP socket that is aimed there shows the way out, and sends nothing."""


class Options(NamedTuple):
    """What the call said; `None` where it said nothing."""

    class_id: str
    title: str = ""
    address: str | None = None
    port: int | None = None
    bind: str = "0.0.0.0"
    servers: tuple[str, ...] = ()
    """An existing cluster, as HOST:PORT, configured by `workshop server-config`."""
    days: int | None = None
    keep_days: int | None = None
    anonymous: bool = False
    renew_code: bool = False


class Class(NamedTuple):
    """A class that is hosted here."""

    authority: authority.Authority
    registrar: registrar.Registrar
    link: connection.Link
    """The instructor's way in."""
    pid: int
    """The server's, 0 where another machine runs it."""
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
    """The class as it was left, or a new one. Raises TutorError."""
    authority.sweep()
    place = authority.folder(wanted.class_id)
    known = authority.load(place)
    if known is None:
        host, port = wanted.address or own_address(), wanted.port or code.PORT
        names = [one.rpartition(":")[0].strip("[]") for one in wanted.servers]
        if wanted.servers and wanted.address is None:
            host, port = names[0], int(wanted.servers[0].rpartition(":")[2])
        known = authority.found(
            wanted.class_id,
            wanted.title or wanted.class_id,
            host,
            port,
            days=wanted.days or authority.DAYS,
            keep_days=wanted.keep_days or authority.KEEP_DAYS,
            anonymous=wanted.anonymous,
            names=[*names, "127.0.0.1"],
            guessed=not (wanted.address or wanted.servers),
        )
    else:
        known = _changed(known, wanted)
    authority.save(known, place)
    return known


def _changed(known: authority.Authority, wanted: Options) -> authority.Authority:
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
    )
    if wanted.renew_code or authority.now() >= known.code_expires:
        known = authority.renewed(known)
    host = own_address() if known.guessed else known.host  # another room has another network
    guessed = known.guessed and not wanted.address
    return authority.moved(known, wanted.address or host, wanted.port or known.port, guessed=guessed)


@contextlib.asynccontextmanager
async def opened(wanted: Options, told: Callable[[str], None] = lambda _line: None) -> AsyncIterator[Class]:
    """A class whose server and desk work until the end of the block. Raises TutorError.

    `told` hears when the connection to the server is lost and when it is back.
    """
    of = prepare(wanted)
    async with contextlib.AsyncExitStack() as stack:
        serving = None
        servers = wanted.servers
        if not servers:
            serving = server.Server(
                of, authority.folder(of.class_id) / "server", listen=f"{_bracketed(wanted.bind)}:{of.port}"
            )
            await serving.start()
            stack.push_async_callback(serving.stop)
            servers = (f"{_reached(wanted.bind)}:{serving.port}",)
        link = instructor(of, servers)
        desk = registrar.Registrar(of, replicas=min(3, len(servers)), servers=wanted.servers)
        tasks = await stack.enter_async_context(aio.tasks())
        tasks.start(_at_desk(link, desk, told), name="the class's desk")
        if serving is not None:
            tasks.start(_kept_up(serving, told), name="the class's server")
        await _ready(desk, tasks)
        yield Class(of, desk, link, serving.pid if serving else 0, tasks.failed)


async def _at_desk(link: connection.Link, desk: registrar.Registrar, told: Callable[[str], None]) -> None:
    """Be there for as long as the class is open. Raises EnvironmentLacks where the server does not let it."""
    await link.run(desk.run, _telling(told))
    raise errors.EnvironmentLacks(
        "the class's server refuses the instructor's credential", todo="try again; look at the server's log"
    )


def _reached(bind: str) -> str:
    """Where the host itself reaches a server that listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, _bracketed(bind))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def instructor(of: authority.Authority, servers: Sequence[str]) -> connection.Link:
    """A way in for the instructor, with a key of its own."""
    key = nkeys.Key.new("U")
    caller = connection.Credential("instructor", key.seed, of.for_instructor(key.public))
    return connection.Link(tuple(servers), of.certificate, caller)


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


def _telling(told: Callable[[str], None]) -> Callable[[connection.State, errors.TutorError | None], None]:
    words: dict[connection.State, str] = {
        "connected": "connected to the class's server",
        "disconnected": "the connection to the class's server is lost",
        "refused": "the class's server refuses the instructor's credential",
    }
    return lambda state, _error: told(words[state])


def forget(class_id: str) -> bool:
    """Delete a class's keys and all that was kept of it on this machine; False where there was none.

    Raises UsageError for what is no class's name, EnvironmentLacks while it is hosted.
    """
    place = authority.folder(class_id)
    if not place.is_dir():
        return False
    with server.alone(place / "server"):
        shutil.rmtree(place)
    return True
