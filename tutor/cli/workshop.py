"""`k8stutor workshop join|leave|status`: the learner's side."""

import argparse
import asyncio
import dataclasses
import getpass
import sys
from collections import Counter

from tutor.base import errors
from tutor.cli import folding, learn, workshoptexts
from tutor.course import loader
from tutor.session import classes
from tutor.workshop import certificate, code, invitation, joining, nkeys


def join(args: argparse.Namespace) -> int:
    """Join with a code, or take the newest membership; then open the tutor in the class. Raises TutorError."""
    if args.name and not args.code:
        raise errors.UsageError("--name needs the class's code", todo="say both: workshop join CODE --name …")
    found = _joined(args) if args.code else classes.find("")
    if args.only_join or not learn.has_screen():
        return errors.GOOD
    options = learn.options(args)._replace(attend=found.key)
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
    looked = await door.look()
    _agree(args, looked)
    known = (one for one in joining.kept() if certificate.is_same(one.certificate, door.certificate))
    before = next(known, None)
    # An anonymous class has no use for a name, and is not even told it.
    name = "" if looked.anonymous else args.name
    if args.returning:
        return await door.join(name, returning=args.returning)
    if before is None:
        return await door.join(name if name or looked.anonymous else _name(args))
    found = await door.join(name, key=nkeys.Key.of_seed(before.seed))
    return dataclasses.replace(found, returning=found.returning or before.returning)


def _agree(args: argparse.Namespace, found: invitation.Answer) -> None:
    """Nothing of the learner is told before they agree."""
    title = invitation.clean(found.title)
    told = workshoptexts.collected(args.lang, title, found.keep_days, anonymous=found.anonymous)
    print((folding.folded(told) if sys.stdout.isatty() else told) + "\n")
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise errors.UsageError(
            "nobody agreed to what is collected",
            why="there is no terminal to ask on",
            todo="say --yes to agree",
        )
    if _asked(args, "agree_ask").lower() not in ("", "y", "yes", "ㅛ", "예"):
        raise _no()


def _name(args: argparse.Namespace) -> str:
    """By which the class is to know a newcomer: who was asked what they agree to is asked for it as well."""
    user = _user()
    return user if args.yes else _asked(args, "name_ask", user=user) or user


def _asked(args: argparse.Namespace, key: str, **known: str) -> str:
    """What is answered on the terminal. Raises UsageError where its input ends: that is a no."""
    try:
        return input(workshoptexts.said(args.lang, key, **known)).strip()
    except EOFError:
        print()
        raise _no() from None


def _no() -> errors.UsageError:
    return errors.UsageError("you have not joined", why="you said no", todo="nothing is sent")


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
    """A line a class, by its name where no other has the same."""
    found = joining.kept()
    named = Counter(one.class_id for one in found)
    if not found:
        print(workshoptexts.said(args.lang, "none_joined"))
    for one in found:
        words = {
            "id": one.class_id if named[one.class_id] == 1 else one.key,
            "title": one.title,
            "name": one.name,
        }
        shown = code.encode_return(one.returning)
        print(workshoptexts.said(args.lang, "status_line", **words, returning=shown))
    return errors.GOOD
