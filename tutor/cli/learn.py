"""`k8stutor` and `k8stutor walk`: the tutor with and without its screens."""

import argparse
import asyncio
import json
import sys
from typing import Any

from tutor.base import errors, paths, wording
from tutor.session import opening, report
from tutor.session import walk as walking


def options(args: argparse.Namespace) -> opening.Options:
    """The words of the call as the session wants them. Raises UsageError."""
    name, _, server = (args.cluster or "").partition("=")
    if args.cluster and not server:
        raise errors.UsageError(f"--cluster {args.cluster} names no server", todo="say --cluster NAME=SERVER")
    return opening.Options(
        course=args.course or paths.bundle(),
        lang=args.lang,
        on=args.on or ("cluster" if name else None),
        confirmed=(name, server) if name else None,
    )


def tutor(args: argparse.Namespace) -> int:
    """The screens; without a terminal, lesson 1 in plain text."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        args.lessons, args.json = ["1"], False
        return walk(args)
    # Textual takes 0.3 s, and only the screens need it.
    from tutor.tui import app

    return app.run(options(args))


def walk(args: argparse.Namespace) -> int:
    """Run, grade and report lessons; good only if all passed."""
    return asyncio.run(_walk(args))


async def _walk(args: argparse.Namespace) -> int:
    def say(line: str) -> None:
        print(line, file=sys.stderr if args.json else sys.stdout, flush=True)

    def tell(line: str) -> None:
        print(wording.said(line, args.lang), file=sys.stderr, flush=True)

    walked = []
    async with opening.opened(options(args), progress=tell) as desk:
        for lesson in desk.lessons(args.lessons):
            async with desk.session(lesson, grade_at_once=False) as one:
                walked.append(await walking.walk(one, say))
    if args.json:
        _print_json(report.as_json(walked))
    if all(lesson.passed for lesson in walked):
        return errors.GOOD
    if all(lesson.passed or lesson.faulty for lesson in walked):
        return errors.INTERNAL_FAULT
    return errors.CHECK_FAILED


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2))
