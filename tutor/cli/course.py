"""`k8stutor course new|lint`: for those who write lessons."""

import argparse

from tutor.authoring import lint as linter
from tutor.authoring import new as scaffold
from tutor.base import errors, i18n
from tutor.cli import texts


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
