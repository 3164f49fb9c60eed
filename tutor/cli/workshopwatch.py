"""`k8stutor workshop watch`, and the console that `workshop host` opens."""

import argparse
import getpass
import logging

from tutor.base import errors, paths
from tutor.cli import learn, workshophosted
from tutor.course import model
from tutor.workshop import cluster, founding, hosting, sweeping

LOG = logging.getLogger(__name__)


def watch(args: argparse.Namespace) -> int:
    """One more console for a class of this machine. Raises TutorError."""
    if not learn.has_screen():
        raise errors.UsageError("the console needs a terminal", todo="call it from one")
    sweeping.sweep()
    of = workshophosted.find(args.class_id)
    from tutor.tui.console import app, attaching

    link = hosting.instructor(of, cluster.addresses(args.nats))
    course, by = _course(args), _by(args)
    return app.run(lambda: attaching.attached(link, of, course, by), args.lang)


async def hosting_one(wanted: founding.Options, args: argparse.Namespace) -> int:
    """A class that is open as long as its console is; the exit code. Raises TutorError."""
    from tutor.tui.console import app, attaching

    # What happens to the server is told by the console's own line at the top.
    async with hosting.opened(wanted, LOG.info, workshophosted.telling(args.lang)) as opened:
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
