"""`k8stutor workshop host|forget`: the instructor's side."""

import argparse
import asyncio
import contextlib
import io
import signal
import sys
import time

import segno

from tutor.base import aio, errors
from tutor.cli import workshophosted, workshoptexts
from tutor.workshop import cluster, foreign, forgetting, founding, hosting


def options(args: argparse.Namespace) -> founding.Options:
    """The words of the call. Raises UsageError."""
    for name, least in (("days", 1), ("keep_days", 1)):
        if getattr(args, name) is not None and getattr(args, name) < least:
            raise errors.UsageError(
                f"--{name.replace('_', '-')} is less than {least}", todo="say a number of days"
            )
    if args.port is not None and not 0 < args.port < 1 << 16:
        raise errors.UsageError(f"{args.port} is no port", todo="say one from 1 to 65535")
    return founding.Options(
        args.class_id,
        args.title,
        args.address,
        args.port,
        args.bind,
        cluster.addresses(args.nats),
        args.days,
        args.keep_days,
        args.anonymous,
        args.renew_code,
        _account(args),
    )


def _account(args: argparse.Namespace) -> foreign.Account | None:
    """That of somebody else's cluster, if the class is to live there. Raises UsageError."""
    if args.account is None:
        if args.account_id or args.ca:
            raise errors.UsageError(
                "--account-id and --ca need --account",
                why="they say more of an account in a cluster that is not the class's own",
                todo="say --account FILE with the account's seed",
            )
        return None
    servers = cluster.addresses(args.nats)
    if not servers:
        raise errors.UsageError(
            "--account needs --nats",
            why="an account belongs to a cluster",
            todo="say its servers: --nats HOST:PORT,HOST:PORT,HOST:PORT",
        )
    return foreign.read(args.account, args.account_id, servers, args.ca)


def host(args: argparse.Namespace) -> int:
    """Open the class; the console where there is a terminal, else only the server. Raises TutorError."""
    headless = args.headless or not (sys.stdin.isatty() and sys.stdout.isatty())
    if headless:
        asyncio.run(_serve(args))
        return errors.GOOD
    from tutor.cli import workshopwatch

    return asyncio.run(workshopwatch.hosting_one(options(args), args))


async def _serve(args: argparse.Namespace) -> None:
    told = workshophosted.telling(args.lang)
    async with hosting.opened(options(args), told, told) as opened:
        for line in announcement(opened, args.lang):
            print(line)
        print(workshoptexts.said(args.lang, "until_end"), flush=True)
        async with aio.tasks() as tasks:
            asked = tasks.start(_asked_to_end(), name="asked to end")
            await asyncio.wait((asked, opened.failed), return_when=asyncio.FIRST_COMPLETED)
        if opened.failed.done():
            raise opened.failed.result()


def announcement(of: hosting.Class, lang: str) -> list[str]:
    """What stands on the screen: the code, how to use it, where the server is."""
    known = of.authority
    lines = [workshoptexts.said(lang, "hosting", title=known.title, code=of.join_code), ""]
    lines += [qr(of.join_code), ""]
    until = time.strftime("%H:%M", time.localtime(known.code_expires))
    lines.append(workshoptexts.said(lang, "reached", host=known.host, port=str(known.port), until=until))
    if known.host == "127.0.0.1":
        lines.append(workshoptexts.said(lang, "only_here", host=known.host))
    if known.abroad:
        servers = ", ".join(known.abroad.servers)
        lines.append(workshoptexts.said(lang, "lives", account=known.abroad.id, servers=servers))
    told = workshoptexts.collected(lang, "", known.keep_days, anonymous=known.anonymous)
    return [*lines, "", workshoptexts.said(lang, "learners_read", text=told)]


def qr(join_code: str) -> str:
    """The code as a QR code of half blocks; the command before it is not the same for everybody."""
    out = io.StringIO()
    segno.make(join_code, error="l", micro=False).terminal(out=out, border=2, compact=True)
    return out.getvalue().rstrip("\n")


async def _asked_to_end() -> None:
    """Until Ctrl-C, or SIGTERM."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.ExitStack() as stack:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, asked.set)
            stack.callback(loop.remove_signal_handler, number)
        await asked.wait()


def forget(args: argparse.Namespace) -> int:
    """Delete a class that was hosted here. Raises UsageError."""
    if not args.yes:
        raise errors.UsageError(
            "nothing was deleted",
            why="keys and reports of a class can't be brought back",
            todo="k8stutor workshop export keeps its figures; then say --yes",
        )
    if not forgetting.forget(args.class_id):
        raise workshophosted.absent(args.class_id)
    print(workshoptexts.said(args.lang, "forgotten", name=args.class_id))
    return errors.GOOD
