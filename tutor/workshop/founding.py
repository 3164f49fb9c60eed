"""The class that a call wants: a new one, or one as it was left, with what the call says anew."""

import dataclasses
import socket
from typing import NamedTuple

from tutor.base import errors
from tutor.workshop import authority, certificate, code, foreign, lock, sweeping

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
    """An existing cluster, as HOST:PORT: configured by `workshop server-config`, or that of `account`."""
    days: int | None = None
    keep_days: int | None = None
    anonymous: bool = False
    renew_code: bool = False
    account: foreign.Account | None = None


def own_address() -> str:
    """This machine's address towards the default route; 127.0.0.1 where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def prepare(wanted: Options) -> authority.Authority:
    """The class as it was left, or a new one, kept. Raises TutorError, Hosted for one that is open."""
    with lock.alone(lock.of_host(wanted.class_id)):
        of = planned(wanted)
        authority.save(of, authority.folder(of.class_id))
    return of


def prepare_servers(wanted: Options) -> authority.Authority:
    """As `prepare`, with a certificate for all the servers, which check each other's names."""
    with lock.alone(lock.of_host(wanted.class_id)):
        of, names = planned(wanted), [_host(one) for one in wanted.servers]
        if f"{of.host}:{of.port}" not in wanted.servers:
            of = authority.moved(of, names[0], _port(wanted.servers[0]), guessed=False)
        if not certificate.names(of.certificate) >= set(names):
            of = authority.certified(of, names)
        authority.save(of, authority.folder(of.class_id))
    return of


def planned(wanted: Options) -> authority.Authority:
    """The class as it was left, changed as the call says, or a new one. Raises TutorError."""
    sweeping.sweep()
    known = authority.load(authority.folder(wanted.class_id))
    return _begun(wanted) if known is None else _changed(known, wanted)


def _begun(wanted: Options) -> authority.Authority:
    own = () if wanted.account else wanted.servers
    host, port = wanted.address or own_address(), wanted.port or code.PORT
    if own and wanted.address is None:
        host, port = _host(own[0]), _port(own[0])
    found = authority.found(
        wanted.class_id,
        wanted.title or wanted.class_id,
        host,
        port,
        days=wanted.days or authority.DAYS,
        keep_days=wanted.keep_days or authority.KEEP_DAYS,
        anonymous=wanted.anonymous,
        names=[*map(_host, own), "127.0.0.1"],
        guessed=not (wanted.address or own),
    )
    return dataclasses.replace(found, abroad=wanted.account, servers=own)


def _changed(known: authority.Authority, wanted: Options) -> authority.Authority:
    _same_account(known, wanted)
    known = agreed(known, wanted.title, wanted.days, wanted.keep_days, anonymous=wanted.anonymous)
    known = dataclasses.replace(known, abroad=wanted.account or known.abroad)
    if wanted.renew_code or authority.now() >= known.code_expires:
        known = authority.renewed(known)
    return _moved(known, wanted)


def agreed(
    known: authority.Authority, title: str, days: int | None, keep_days: int | None, *, anonymous: bool
) -> authority.Authority:
    """The class as is said anew, as far as those who have joined need not be asked. Raises UsageError."""
    if anonymous and not known.anonymous:
        raise errors.UsageError(
            f"the class {known.class_id} is not anonymous",
            why="that was said when it was begun, and names may be kept of it already",
            todo="take another name for the class, or k8stutor workshop forget",
        )
    if keep_days is not None and keep_days > known.keep_days:
        raise errors.UsageError(
            f"the class {known.class_id} keeps what it is told for {known.keep_days} days",
            why="those who joined agreed to that, and not to longer",
            todo="leave --keep-days out, or say fewer; another name for the class begins a new one",
        )
    return dataclasses.replace(
        known,
        title=title or known.title,
        days=days or known.days,
        keep_days=keep_days or known.keep_days,
    )


def _moved(known: authority.Authority, wanted: Options) -> authority.Authority:
    """Where the class is reached now: another room has another network, and a class may outgrow one machine."""
    own = () if known.abroad else wanted.servers
    host, port = known.host, known.port
    gone = f"{host}:{port}" in known.servers and f"{host}:{port}" not in own
    if own and (known.guessed or gone):
        host, port = _host(own[0]), _port(own[0])
    elif known.guessed:
        host = own_address()
    guessed = known.guessed and not (wanted.address or own)
    known = dataclasses.replace(known, servers=own or known.servers)
    return authority.moved(known, wanted.address or host, wanted.port or port, guessed=guessed)


def _host(server: str) -> str:
    return server.rpartition(":")[0].strip("[]")


def _port(server: str) -> int:
    return int(server.rpartition(":")[2])


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
