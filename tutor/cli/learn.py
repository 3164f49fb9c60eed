"""`k8stutor` and `k8stutor walk`: the tutor with and without its screens."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutor.base import errors, paths
from tutor.session import opening

Say = Callable[[str], str]


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", say: Say) -> None:
    """Add `walk`."""
    one = verbs.add_parser("walk", help=say("walk"), description=say("walk_about"))
    add_options(one, say)
    one.add_argument("lessons", nargs="*", metavar="LESSON", help=say("lessons"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.set_defaults(verb=walk)


def add_options(one: argparse.ArgumentParser, say: Say) -> None:
    """What the tutor and `walk` share."""
    one.add_argument("--lang", choices=("en", "ko"), default=argparse.SUPPRESS, help=say("lang"))
    one.add_argument("--on", choices=("lab", "cluster"), default=argparse.SUPPRESS, help=say("on"))
    one.add_argument("--cluster", metavar="NAME=SERVER", default=argparse.SUPPRESS, help=say("cluster"))
    one.add_argument("--course", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=say("course_dir"))


def options(args: argparse.Namespace) -> opening.Options:
    """The words of the call as the session wants them. Raises UsageError."""
    name, _, server = str(getattr(args, "cluster", "")).partition("=")
    return opening.Options(
        course=getattr(args, "course", None) or paths.bundle(),
        lang=args.lang,
        on=getattr(args, "on", None) or ("cluster" if name else None),
        confirmed=(name, server) if name else None,
    )


def tutor(args: argparse.Namespace) -> int:
    """The screens; without a terminal, lesson 1 in plain text."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        args.lessons, args.json = ["1"], False
        return walk(args)
    from tutor.tui import app  # noqa: PLC0415 - Textual takes 0.3 s, and only the screens need it

    return app.run(options(args))


def walk(args: argparse.Namespace) -> int:
    """Run, grade and report lessons; good only if all passed."""
    return asyncio.run(_walk(args))


async def _walk(args: argparse.Namespace) -> int:
    from tutor.session import report, walk  # noqa: PLC0415 - the shells and checks load while other verbs need none

    def say(line: str) -> None:
        print(line, file=sys.stderr if args.json else sys.stdout, flush=True)

    wanted = options(args)
    walked = []
    async with opening.opened(wanted, progress=lambda line: print(line, file=sys.stderr)) as desk:
        for lesson in desk.lessons(args.lessons):
            async with desk.session(lesson, grade_at_once=False) as one:
                walked.append(await walk.walk(one, say))
    if args.json:
        _print_json(report.as_json(walked))
    if all(lesson.passed for lesson in walked):
        return errors.GOOD
    if all(lesson.passed or lesson.faulty for lesson in walked):
        return errors.INTERNAL_FAULT
    return errors.CHECK_FAILED


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2))
