"""Every verb and its options. Imports nothing that takes time: a verb is named here and loaded when it is called."""

import argparse
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import tutor
from tutor.base import i18n
from tutor.cli import laboptions, parsing, texts
from tutor.course import needs

Say = Callable[[str], str]


Verbs: TypeAlias = "argparse._SubParsersAction[parsing.Parser]"  # noqa: SLF001 - argparse has no public name for it


def language(words: Sequence[str]) -> str | None:
    """The language that a call asks for, known before the call is parsed: help and errors speak it as well."""
    own = list(itertools.takewhile(lambda word: word != "--", words))
    asked = [word.removeprefix("--lang=") for word in own if word.startswith("--lang=")]
    asked += [value for word, value in itertools.pairwise(own) if word == "--lang"]
    return next((lang for lang in asked if lang in i18n.LANGUAGES), None)


def parser(lang: str) -> argparse.ArgumentParser:
    """The whole command line, described in `lang`. The namespace's `verb` is "module.function" of this package."""

    def say(key: str) -> str:
        return i18n.text(texts.TEXTS, lang, key)

    top = parsing.Parser(lang=lang, prog="k8stutor", description=say("about"), epilog=say("epilog"))
    top.add_argument(
        "--version", action="version", version=f"k8stutor {tutor.__version__}", help=say("version")
    )
    _shared(top, say)
    top.add_argument("--watch", action="store_true", help=say("watch"))
    top.set_defaults(verb="learn.tutor", lang=None, on=None, cluster=None, course=None, lab=None, form=None)
    verbs = top.add_subparsers(metavar=say("verb"), title=say("verbs"))
    _walk(verbs, say)
    _lab(verbs, say)
    _course(verbs, say)
    _progress(verbs, say)
    _workshop(verbs, say, lang)
    _serve(verbs, say, lang)
    verbs.add_parser("doctor", help=say("doctor")).set_defaults(verb="lab.doctor")
    verbs.add_parser("cleanup", help=say("cleanup")).set_defaults(verb="lab.cleanup")
    return top


def _spoken(one: argparse.ArgumentParser, say: Say) -> None:
    # SUPPRESS, so that a verb's own default does not undo what was said before the verb.
    one.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=say("lang"))


def _shared(one: argparse.ArgumentParser, say: Say) -> None:
    _spoken(one, say)
    one.add_argument("--on", choices=("lab", "cluster"), default=argparse.SUPPRESS, help=say("on"))
    one.add_argument("--cluster", metavar="NAME=SERVER", default=argparse.SUPPRESS, help=say("cluster"))
    one.add_argument("--course", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=say("course_dir"))
    one.add_argument("--lab", metavar="NAME", default=argparse.SUPPRESS, help=say("which_lab"))
    one.add_argument("--form", choices=needs.FORMS, default=argparse.SUPPRESS, help=say("form"))


def _walk(verbs: Verbs, say: Say) -> None:
    one = verbs.add_parser("walk", help=say("walk"), description=say("walk_about"))
    _shared(one, say)
    one.add_argument("lessons", nargs="*", metavar="LESSON", help=say("lessons"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.set_defaults(verb="learn.walk")


def _lab(verbs: Verbs, say: Say) -> None:
    one = verbs.add_parser("lab", help=say("lab"))
    one.add_argument("--lab", metavar="NAME", default=argparse.SUPPRESS, help=say("which_lab"))
    one.later(lambda top: laboptions.add(top.add_subparsers(metavar=say("verb"), required=True), say))


def _course(verbs: Verbs, say: Say) -> None:
    verbs.add_parser("course", help=say("course")).later(lambda top: _course_verbs(top, say))


def _course_verbs(top: parsing.Parser, say: Say) -> None:
    family = top.add_subparsers(metavar=say("verb"), required=True)
    for name in ("new", "lint", "prove"):
        one = family.add_parser(name, help=say(f"course_{name}"))
        one.add_argument("course", type=Path, metavar="DIR", help=say("course_dir"))
        _spoken(one, say)
        one.set_defaults(verb=f"course.{name}")
        if name == "prove":
            _prove(one, say)
    one = family.add_parser("schema", help=say("course_schema"))
    one.add_argument(
        "kind", nargs="?", choices=("lesson", "prove", "course"), default="lesson", help=say("schema_kind")
    )
    one.add_argument("--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("course_dir"))
    one.add_argument("--write", type=Path, metavar="DIR", help=say("schema_write"))
    one.set_defaults(verb="course.schema")


def _prove(one: parsing.Parser, say: Say) -> None:
    one.add_argument("lessons", nargs="*", metavar="LESSON", help=say("lessons"))
    how = one.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help=say("prove_all"))
    how.add_argument("--sample", type=int, default=0, metavar="N", help=say("prove_sample"))
    one.add_argument(
        "--step", dest="steps", action="append", default=[], metavar="ID", help=say("prove_step")
    )
    one.add_argument("--patience", type=float, default=5.0, metavar="SECONDS", help=say("prove_patience"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.add_argument("--form", choices=needs.FORMS, default=argparse.SUPPRESS, help=say("form"))
    one.add_argument("--lab", metavar="NAME", default=argparse.SUPPRESS, help=say("which_lab"))


def _workshop(verbs: Verbs, say: Say, lang: str) -> None:
    def fill(top: parsing.Parser) -> None:
        from tutor.cli import workshopoptions  # only who calls one of its verbs waits for what they say

        family = top.add_subparsers(metavar=say("verb"), required=True)
        workshopoptions.add(family, lang, lambda one: _shared(one, say))

    verbs.add_parser("workshop", help=say("workshop")).later(fill)


def _serve(verbs: Verbs, say: Say, lang: str) -> None:
    def fill(top: parsing.Parser) -> None:
        from tutor.cli import serveoptions, servetexts  # as those of the workshop

        top.description = i18n.pick(servetexts.HELP["serve_about"], lang)
        serveoptions.add(top, lang)

    one = verbs.add_parser("serve", help=say("serve"))
    one.set_defaults(verb="serve.serve")
    one.later(fill)


def _progress(verbs: Verbs, say: Say) -> None:
    verbs.add_parser("progress", help=say("progress")).later(lambda top: _progress_verbs(top, say))


def _progress_verbs(top: parsing.Parser, say: Say) -> None:
    family = top.add_subparsers(metavar=say("verb"), required=True)
    for name in ("show", "export", "reset"):
        one = family.add_parser(name, help=say(f"progress_{name}"))
        one.add_argument(
            "--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("course_dir")
        )
        one.set_defaults(verb=f"progress.{name}")
        if name == "reset":
            one.add_argument("lesson", nargs="?", metavar="LESSON", help=say("reset_lesson"))
            one.add_argument("--yes", action="store_true", help=say("yes"))
