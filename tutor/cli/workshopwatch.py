"""`k8stutor workshop watch`, and the console that `workshop host` opens."""

import argparse
import getpass
import logging

from tutor.base import errors, i18n, paths
from tutor.cli import learn
from tutor.course import model
from tutor.workshop import authority, cluster, founding, hosting, sweeping

LOG = logging.getLogger(__name__)


def watch(args: argparse.Namespace) -> int:
    """One more console for a class of this machine. Raises TutorError."""
    if not learn.has_screen():
        raise errors.UsageError("the console needs a terminal", todo="call it from one")
    sweeping.sweep()
    found = [one for one in authority.hosted() if args.class_id in ("", one.name)]
    if not found or (of := authority.load(found[0])) is None:
        raise errors.UsageError(
            f"no class {i18n.plain(args.class_id)} was hosted here"
            if args.class_id
            else "no class was hosted here",
            todo="open one: k8stutor workshop host CLASS",
        )
    from tutor.tui.console import app, attaching

    link = hosting.instructor(of, cluster.addresses(args.nats))
    course, by = _course(args), _by(args)
    return app.run(lambda: attaching.attached(link, of, course, by), args.lang)


async def hosting_one(wanted: founding.Options, args: argparse.Namespace) -> int:
    """A class that is open as long as its console is; the exit code. Raises TutorError."""
    from tutor.tui.console import app, attaching

    # What happens to the server is told by the console's own line at the top.
    async with hosting.opened(wanted, LOG.info) as opened:
        async with attaching.attached(opened.link, opened.authority, _course(args), _by(args)) as room:
            return await app.attend(room, args.lang, hosting=True, failed=opened.failed)


def _course(args: argparse.Namespace) -> model.Course:
    from tutor.tui import memo

    return memo.load(args.course or paths.bundle()).in_form("")


def _by(args: argparse.Namespace) -> str:
    if args.by:
        return str(args.by)
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "instructor"
