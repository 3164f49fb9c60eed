"""`k8stutor course new|lint|prove|schema`: for those who write lessons."""

import argparse
import asyncio
import json
import sys

from tutor.authoring import lint as linter
from tutor.authoring import new as scaffold
from tutor.authoring import proving, sample, table
from tutor.authoring import schema as schemas
from tutor.base import errors, i18n, paths, wording
from tutor.cli import leaving, texts
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


def schema(args: argparse.Namespace) -> int:
    """The JSON schema of one kind of file; or all of them written into a course."""
    if args.write:
        for file in schemas.write(args.write):
            print(file)
    else:
        root = args.course or paths.bundle()
        print(json.dumps(schemas.of(args.kind, root), ensure_ascii=False, indent=1))
    return errors.GOOD


def prove(args: argparse.Namespace) -> int:
    """Try checks on the lab with right and wrong variants; good only if none errs."""
    wanted = request.Options(course=args.course, lang=args.lang, on="lab", form=args.form or "")
    choose = sample.everything if args.all else sample.numbered(args.sample)

    def say(line: str) -> None:
        print(wording.said(line, args.lang), file=sys.stderr, flush=True)

    proof = proving.prove_course(
        wanted, args.lessons, say, choose=choose, patience=args.patience, steps=args.steps
    )
    with leaving.told(args.lang):
        rows = asyncio.run(proof)
    what = "all" if args.all else f"sample {args.sample}"
    if args.json:
        print(json.dumps(table.as_json(rows, what), ensure_ascii=False, indent=2))
    else:
        print(table.render(rows, args.lang))
        print(
            i18n.text(
                texts.TEXTS, args.lang, "proved_all" if args.all else "proved_sample", number=args.sample
            )
        )
    return errors.GOOD if all(row.good for row in rows) else errors.CHECK_FAILED
