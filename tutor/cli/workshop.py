"""`k8stutor workshop join|leave|status`: the learner's side."""

import argparse
import asyncio
import dataclasses
import getpass
import sys

from tutor.base import errors
from tutor.cli import learn, workshoptexts
from tutor.course import loader
from tutor.session import classes
from tutor.workshop import code, invitation, joining, nkeys


def join(args: argparse.Namespace) -> int:
    """Join with a code, or take the newest membership; then open the tutor in the class. Raises TutorError."""
    found = _joined(args) if args.code else classes.find("")
    if args.only_join or not learn.has_screen():
        return errors.GOOD
    options = learn.options(args)._replace(attend=found.class_id)
    if args.code:  # who comes back finds what they had passed, and goes on where they were
        asyncio.run(classes.recall(options.attend, loader.load(options.course)))
    from tutor.tui import app

    return app.run(options)


def _joined(args: argparse.Namespace) -> joining.Membership:
    found = asyncio.run(_admitted(args, code.decode(args.code)))
    joining.save(found)
    shown = code.encode_return(found.returning)
    print(workshoptexts.said(args.lang, "joined", name=found.name, title=found.title, returning=shown))
    return found


async def _admitted(args: argparse.Namespace, invited: code.Invitation) -> joining.Membership:
    """Say what is collected, ask, and join; who is known on this machine stays who they are."""
    door = await joining.find(invited)
    _agree(args, await door.look())
    before = next((one for one in joining.kept() if one.certificate == door.certificate), None)
    if before is None or args.returning:
        return await door.join(args.name or _user(), returning=args.returning)
    found = await door.join(before.name, key=nkeys.Key.of_seed(before.seed))
    return dataclasses.replace(found, returning=found.returning or before.returning)


def _agree(args: argparse.Namespace, found: invitation.Answer) -> None:
    """Nothing of the learner is told before they agree."""
    key = "collected_anonymous" if found.anonymous else "collected"
    title = invitation.clean(found.title)
    print(workshoptexts.said(args.lang, key, title=title, days=found.keep_days) + "\n")
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise errors.UsageError(
            "nobody agreed to what is collected",
            why="there is no terminal to ask on",
            todo="say --yes to agree",
        )
    if input(workshoptexts.said(args.lang, "agree_ask")).strip().lower() not in ("", "y", "yes", "ㅛ", "예"):
        raise errors.UsageError("you have not joined", why="you said no", todo="nothing is sent")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def leave(args: argparse.Namespace) -> int:
    """Forget a membership and what waits for it. Raises UsageError."""
    print(workshoptexts.said(args.lang, "left", title=classes.leave(args.class_id).title))
    return errors.GOOD


def status(args: argparse.Namespace) -> int:
    """A line a class."""
    found = joining.kept()
    if not found:
        print(workshoptexts.said(args.lang, "none_joined"))
    for one in found:
        words = {"id": one.class_id, "title": one.title, "name": one.name}
        shown = code.encode_return(one.returning)
        print(workshoptexts.said(args.lang, "status_line", **words, returning=shown))
    return errors.GOOD
