"""`k8stutor serve`: the tutor, or an instructor's console, in the browser."""

import argparse
import asyncio
import functools
import sys

from tutor.base import errors, i18n, wording
from tutor.cli import options
from tutor.lab import launch
from tutor.lab.outside import start
from tutor.lab.root import preflight
from tutor.web import served, serving


def serve(args: argparse.Namespace) -> int:
    """Serve until it is ended."""
    what = _what(args)
    wanted = serving.Options(
        served=what,
        lang=args.lang,
        fixed_lang=options.language(sys.argv[1:]) is not None,
        bind=args.bind,
        exposed=args.exposed,
        as_root=args.as_root,
        port=args.port,
        most=args.most,
        keep_minutes=args.keep,
        names=args.names,
        certificate=args.cert,
        key=args.key,
    )
    prepare = functools.partial(_prepare, args.lang) if what.apart else lambda: None
    serving.run(wanted, lambda text: print(text, flush=True), prepare)
    return errors.GOOD


def _what(args: argparse.Namespace) -> served.Served:
    if args.console is not None:
        return served.Served(
            ("workshop", "watch", *filter(None, [args.console])), "k8stutor console", apart=False
        )
    course = [f"--course={args.course.resolve()}"] if args.course else []
    form = [f"--form={args.form}"] if args.form else []
    # A visitor is never offered the cluster of the server's user.
    words = ("--on=lab", *course, *form)
    if args.workshop is not None:
        return _of_class(args.workshop, words)
    return served.Served(words, "k8stutor")


def _of_class(code: str, words: tuple[str, ...]) -> served.Served:
    """Each visitor joins by themselves, and reads before what the class collects. Raises TutorError."""
    from tutor.cli import workshoptexts
    from tutor.workshop import code as codes
    from tutor.workshop import invitation, joining

    async def look() -> invitation.Answer:
        return await (await joining.find(codes.decode(code))).look()

    found = asyncio.run(look())
    key, title = "collected_anonymous" if found.anonymous else "collected", invitation.clean(found.title)
    texts = {
        lang: workshoptexts.said(lang, key, title=title, days=found.keep_days) for lang in i18n.LANGUAGES
    }
    asks = served.Question(texts, named=not found.anonymous)
    return served.Served((*words, "workshop", "join", code), title or "k8stutor", asks=asks)


def _prepare(lang: str) -> None:
    """Find out now whether labs can run here, and have their tools ready before anyone comes. Raises TutorError."""
    for finding in launch.doctor():
        if finding.weight is preflight.Weight.BLOCKS:
            raise errors.EnvironmentLacks("no lab can run here", why=finding.what, todo=finding.mend)
    start.prepare(lambda line: print(wording.said(line, lang), file=sys.stderr, flush=True))
