"""`k8stutor`: finds the verb, runs it, and turns every error into words and an exit code."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

import tutor
from tutor.base import clock, errors, i18n, paths
from tutor.cli import course, lab, learn, progress, texts

FAMILIES = (learn, lab, course, progress)


def parser(lang: str) -> argparse.ArgumentParser:
    """Every verb with its options, described in `lang`."""

    def say(key: str) -> str:
        return i18n.text(texts.TEXTS, lang, key)

    top = argparse.ArgumentParser(prog="k8stutor", description=say("about"), epilog=say("epilog"))
    top.add_argument("--version", action="version", version=f"k8stutor {tutor.__version__}")
    learn.add_options(top, say)
    top.set_defaults(verb=learn.tutor, lang=None)
    verbs = top.add_subparsers(metavar=say("verb"), title=say("verbs"))
    for family in FAMILIES:
        family.add(verbs, say)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one call; the exit code is as `tutor.base.errors` lists them."""
    lang = i18n.of_environment()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = parser(lang).parse_args(words)
        args.lang = args.lang or lang
        code: int = args.verb(args)
    except errors.TutorError as error:
        print(errors.render(error), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away; Python's own flush at exit must not complain a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001 - the last net: no user ever sees a traceback
        print(errors.render(_report(error, words)), file=sys.stderr)
        return errors.INTERNAL_FAULT
    return code


def _report(error: Exception, words: list[str]) -> errors.InternalFault:
    folder = paths.state() / "reports"
    file = folder / f"{clock.now():%Y%m%dT%H%M%S.%f}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trace = "".join(traceback.format_exception(error))
        file.write_text(f"k8stutor {tutor.__version__}\nPython {sys.version}\nk8stutor {' '.join(words)}\n\n{trace}")
    except OSError as unwritten:
        return errors.InternalFault("an internal fault", why=f"{error!r}; no report: {unwritten}")
    return errors.InternalFault(
        "an internal fault",
        why=f"{type(error).__name__}: {error}",
        todo=f"the report is in {file}; try again, and pass the report on if it happens again",
    )
