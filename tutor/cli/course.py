"""`k8stutor course new|lint`: for those who write lessons."""

import argparse
import asyncio
import sys

from tutor.authoring import front
from tutor.authoring import lint as linter
from tutor.authoring import new as scaffold
from tutor.authoring import prove as prover
from tutor.base import errors, i18n
from tutor.cli import texts
from tutor.session import request


def lint(args: argparse.Namespace) -> int:
    """Every error of the course, a paragraph each; good only if there is none."""
    found = linter.lint(args.course)
    for error in found:
        print(errors.render(error, args.lang))
    print(i18n.text(texts.TEXTS, args.lang, "linted", count=len(found)))
    return errors.CHECK_FAILED if found else errors.GOOD


def new(args: argparse.Namespace) -> int:
    """A course that lints clean, to start from."""
    for file in scaffold.course(args.course):
        print(file)
    return errors.GOOD


def prove(args: argparse.Namespace) -> int:
    """Try every check on the lab with right and wrong variants; good only if none errs."""
    wanted = request.Options(course=args.course, lang=args.lang, on="lab")
    rows = asyncio.run(front.prove_course(wanted, args.lessons, lambda line: print(line, file=sys.stderr)))
    print(prover.render(rows))
    return errors.GOOD if all(row.good for row in rows) else errors.CHECK_FAILED
