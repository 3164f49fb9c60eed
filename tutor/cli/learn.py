"""`k8stutor` by itself: the screens, or lesson 1 in plain text where there is no terminal."""

import argparse
import os
import sys

from tutor.base import errors, paths
from tutor.session import request


def options(args: argparse.Namespace) -> request.Options:
    """The words of the call as the session wants them. Raises UsageError."""
    name, _, server = (args.cluster or "").partition("=")
    if args.cluster and not server:
        raise errors.UsageError(f"--cluster {args.cluster} names no server", todo="say --cluster NAME=SERVER")
    return request.Options(
        course=args.course or paths.bundle(),
        lang=args.lang,
        on=args.on or ("cluster" if name else None),
        confirmed=(name, server) if name else None,
        form=args.form or "",
        watch=getattr(args, "watch", False),
    )


def has_screen() -> bool:
    """Whether screens can be shown: on a terminal, or by a driver of Textual's that needs none: `serve` names one."""
    return bool(os.environ.get("TEXTUAL_DRIVER")) or (sys.stdin.isatty() and sys.stdout.isatty())


# Screens and sessions take long to import, and a call needs one of the two.


def tutor(args: argparse.Namespace) -> int:
    """The screens; without a terminal, lesson 1 in plain text."""
    if not has_screen():
        args.lessons, args.json = ["1"], False
        return walk(args)
    from tutor.tui import app

    return app.run(options(args))


def walk(args: argparse.Namespace) -> int:
    """Run, grade and report lessons; good only if all passed."""
    from tutor.cli import walking

    return walking.run(options(args), args.lessons, as_json=args.json)
