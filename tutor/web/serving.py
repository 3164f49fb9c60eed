"""A server from its start to its end: address, folder, labs, signals."""

import asyncio
import contextlib
import functools
import os
import re
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from tutor.base import aio, errors
from tutor.lab import launch
from tutor.web import badge, leftovers, names, served, server, tls, visits, words

MIB_FOR_LAB = 300
"""What a visitor's program and lab take together while a lesson goes on; see docs/serve.md."""

MIB_FOR_CONSOLE = 150
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Tell = Callable[[str], None]


class Options(NamedTuple):
    """How to serve."""

    served: served.Served
    lang: str
    fixed_lang: bool = False
    """Else a visitor's browser chooses."""
    bind: str = "127.0.0.1"
    exposed: bool = False
    as_root: bool = False
    """Open root's labs to other machines all the same."""
    port: int = 0
    most: int = 0
    """0: as many as fit into the memory that is free."""
    keep_minutes: float = 30.0
    names: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None


def run(options: Options, tell: Tell, prepare: Callable[[], object] = lambda: None) -> None:
    """Serve until a signal ends it. `prepare` is called once it is clear that it may be served; `tell` prints a text
    for whoever started it. Raises TutorError."""
    check(options)
    prepare()
    context = tls.context(options.certificate, options.key) if options.certificate and options.key else None
    if names_removed := leftovers.remove():
        tell(words.text(options.lang, "removed", names=", ".join(names_removed)))
    asyncio.run(_serve(options, context, tell))


def check(options: Options) -> None:
    """Raises UsageError for what would be served to more people than was meant, or with less between them and us."""
    reached = not names.is_loopback(options.bind)
    if reached and not options.exposed:
        raise errors.UsageError(
            f"other machines would reach {options.bind}",
            why="whoever gets the address with its token has a shell in a lab of this machine",
            todo="add --exposed if that is meant, and --cert and --key for TLS",
        )
    if reached and options.served.apart and os.geteuid() == 0 and not options.as_root:
        raise errors.UsageError(
            f"as root nothing is served at {options.bind}, where other machines reach it",
            why="each visitor has a shell in a lab, and a lab of root's keeps accidents from this machine, not harm",
            todo="serve as an ordinary user; in a container where only root can, add --as-root",
        )
    if bool(options.certificate) != bool(options.key):
        raise errors.UsageError(
            "a certificate and its key belong together", todo="give both --cert and --key"
        )


async def _serve(options: Options, context: ssl.SSLContext | None, tell: Tell) -> None:
    async with opened(options, context) as (url, most):
        _tell(options, url, most, tell)
        await _signal()


@contextlib.asynccontextmanager
async def opened(
    options: Options, context: ssl.SSLContext | None = None, *, end_lab: visits.EndLab = launch.down
) -> AsyncIterator[tuple[str, int]]:
    """A server that answers: the address that admits, and how many visitors it takes. All of it ends with the block.

    Raises EnvironmentLacks where nothing can be bound, and OSError.
    """
    async with contextlib.AsyncExitStack() as ends:
        listener = ends.enter_context(_bound(options))
        folder = ends.enter_context(leftovers.guarded())
        tasks = await ends.enter_async_context(aio.tasks())
        most, keep = options.most or room(options.served), options.keep_minutes
        there = visits.Visits(
            options.served, folder, most=most, keep_seconds=keep * 60, tasks=tasks, end_lab=end_lab
        )
        badges = badge.Badges()
        answering = server.Server(
            there,
            badges,
            port=listener.getsockname()[1],
            what=options.served,
            host_names=_names(options),
            language=functools.partial(_language, options),
            full={"most": most, "minutes": f"{keep:g}"},
            secure=context is not None,
        )
        runner = web.AppRunner(answering.application(), access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        ends.push_async_callback(runner.cleanup)
        # Comes first: it closes the pages, so that the runner has none to wait for.
        ends.push_async_callback(there.close)
        await web.SockSite(runner, listener, ssl_context=context).start()
        yield _url(options, badges.token, listener.getsockname()[1]), most


def _language(options: Options, accepted: str) -> str:
    return options.lang if options.fixed_lang else words.preferred(accepted, options.lang)


def _bound(options: Options) -> socket.socket:
    try:
        (family, *_, address), *_ = socket.getaddrinfo(
            options.bind, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        return socket.create_server(address[:2], family=family, backlog=128)
    except (OSError, OverflowError) as error:
        raise errors.EnvironmentLacks(
            f"nothing can be served at {names.in_url(options.bind, options.port)}",
            why=str(error),
            todo="choose another --port, or another --bind",
        ) from error


def _names(options: Options) -> list[str]:
    found = [*names.LOOPBACK, socket.gethostname(), *options.names]
    return found + (tls.host_names(options.certificate) if options.certificate else [])


def _url(options: Options, token: str, port: int) -> str:
    scheme = "https" if options.certificate else "http"
    at = options.names[0] if options.names else _reached(options.bind)
    return f"{scheme}://{names.in_url(at, port)}/?token={token}"


def _tell(options: Options, url: str, most: int, tell: Tell) -> None:
    if not names.is_loopback(options.bind):
        tell(words.text(options.lang, "exposed", bind=options.bind))
        if not options.certificate:
            tell(words.text(options.lang, "readable"))
    if options.served.apart and os.geteuid() == 0:
        tell(words.text(options.lang, "as_root"))
    key = "serving" if options.served.apart else "serving_console"
    tell(words.text(options.lang, key, title=options.served.title, most=most, url=url))


def _reached(bind: str) -> str:
    """The address by which others reach what is bound to all of them: the one that a way outside would begin with."""
    if bind not in ("0.0.0.0", "::"):
        return bind
    family, outside = (socket.AF_INET6, "2001:db8::1") if bind == "::" else (socket.AF_INET, "192.0.2.1")
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((outside, 9))  # sends nothing: it only chooses a route (udp(7))
        except OSError:
            return "::1" if bind == "::" else "127.0.0.1"
        return str(asking.getsockname()[0])


def room(what: served.Served, meminfo: str | None = None) -> int:
    """How many visitors fit into the memory that is free (proc(5), /proc/meminfo), one at least."""
    text = Path("/proc/meminfo").read_text() if meminfo is None else meminfo
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    each = MIB_FOR_LAB if what.apart else MIB_FOR_CONSOLE
    return max(1, int(found[1]) // 1024 // each) if found else 1


async def _signal() -> None:
    """Wait until somebody ends us."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
