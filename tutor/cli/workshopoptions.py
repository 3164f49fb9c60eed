"""The verbs of `k8stutor workshop` and their options: a function a verb, listed in VERBS."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from tutor.base import i18n
from tutor.cli import deployoptions, texts, workshoptexts

Say = Callable[[str], str]
Verbs: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001 - argparse has no public name for it
Lessons = Callable[[argparse.ArgumentParser], None]
"""Adds the options of whatever opens lessons."""


def add(family: Verbs, lang: str, lessons: Lessons) -> None:
    """Every verb, in the order that help lists them."""

    def say(key: str) -> str:
        return workshoptexts.said(lang, key)

    _host(family, say)
    _join(family, say, lessons)
    for verb in (_leave, _status, _watch, _export, _servers, _forget):
        verb(family, say)
    deployoptions.add(family, lang)
    for one in family.choices.values():
        # SUPPRESS, so that a verb's own default does not undo what was said before the verb.
        if "--lang" not in one.format_usage():
            spoken = i18n.text(texts.TEXTS, lang, "lang")
            one.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=spoken)


def _host(family: Verbs, say: Say) -> None:
    one = family.add_parser("host", help=say("host"), description=say("host_about"))
    one.add_argument("class_id", nargs="?", default="class", metavar="CLASS", help=say("host_class"))
    one.add_argument("--title", default="", help=say("title"))
    one.add_argument("--address", metavar="ADDRESS", help=say("address"))
    one.add_argument("--port", type=int, metavar="N", help=say("port"))
    one.add_argument("--bind", default="0.0.0.0", metavar="ADDRESS", help=say("bind"))
    one.add_argument("--nats", default="", metavar="SERVERS", help=say("nats_host"))
    one.add_argument("--account", type=Path, metavar="FILE", help=say("account"))
    one.add_argument("--account-id", default="", metavar="A…", help=say("account_id"))
    one.add_argument("--ca", type=Path, metavar="FILE", help=say("ca"))
    one.add_argument("--anonymous", action="store_true", help=say("anonymous"))
    one.add_argument("--days", type=int, metavar="N", help=say("days"))
    one.add_argument("--keep-days", type=int, metavar="N", help=say("keep_days"))
    one.add_argument("--headless", action="store_true", help=say("headless"))
    one.add_argument("--renew-code", action="store_true", help=say("renew_code"))
    _console(one, say)
    one.set_defaults(verb="workshophost.host")


def _console(one: argparse.ArgumentParser, say: Say) -> None:
    one.add_argument(
        "--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("console_course")
    )
    one.add_argument("--by", default="", metavar="NAME", help=say("by"))


def _watch(family: Verbs, say: Say) -> None:
    one = family.add_parser("watch", help=say("watch"), description=say("watch_about"))
    one.add_argument("class_id", nargs="?", default="", metavar="CLASS", help=say("which_class"))
    one.add_argument("--nats", default="", metavar="SERVERS", help=say("nats"))
    _console(one, say)
    one.set_defaults(verb="workshopwatch.watch")


def _join(family: Verbs, say: Say, lessons: Lessons) -> None:
    one = family.add_parser("join", help=say("join"))
    lessons(one)
    one.add_argument("code", nargs="?", default="", metavar="CODE", help=say("code"))
    one.add_argument("--name", default="", help=say("name"))
    one.add_argument("--return", dest="returning", default="", metavar="CODE", help=say("return"))
    one.add_argument("--yes", action="store_true", help=say("agree"))
    one.add_argument("--only-join", action="store_true", help=say("only_join"))
    one.set_defaults(verb="workshop.join")


def _leave(family: Verbs, say: Say) -> None:
    one = family.add_parser("leave", help=say("leave"))
    one.add_argument("class_id", nargs="?", default="", metavar="CLASS", help=say("joined_class"))
    one.set_defaults(verb="workshop.leave")


def _status(family: Verbs, say: Say) -> None:
    family.add_parser("status", help=say("status")).set_defaults(verb="workshop.status")


def _servers(family: Verbs, say: Say) -> None:
    one = family.add_parser("server-config", help=say("servers"))
    one.add_argument("class_id", metavar="CLASS", help=say("class"))
    one.add_argument("--nodes", required=True, metavar="SERVERS", help=say("nodes"))
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help=say("servers_out"))
    one.add_argument("--cluster-port", type=int, default=7423, metavar="N", help=say("cluster_port"))
    one.add_argument("--title", default="", help=say("title"))
    one.set_defaults(verb="workshopservers.write")


def _export(family: Verbs, say: Say) -> None:
    one = family.add_parser("export", help=say("export"), description=say("export_about"))
    one.add_argument("class_id", nargs="?", default="", metavar="CLASS", help=say("which_class"))
    one.add_argument("--format", choices=("html", "csv", "json"), default="html", help=say("export_format"))
    one.add_argument(
        "--table",
        choices=("attendance", "progress", "steps", "checks", "polls", "all"),
        default="all",
        help=say("export_table"),
    )
    one.add_argument("--out", type=Path, metavar="FILE", help=say("export_out"))
    one.add_argument("--anonymous", action="store_true", help=say("export_anonymous"))
    one.add_argument("--nats", default="", metavar="SERVERS", help=say("nats"))
    one.add_argument(
        "--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("export_course")
    )
    one.set_defaults(verb="workshopexport.export")


def _forget(family: Verbs, say: Say) -> None:
    one = family.add_parser("forget", help=say("forget"))
    one.add_argument("class_id", metavar="CLASS", help=say("class"))
    one.add_argument("--yes", action="store_true", help=say("forget_yes"))
    one.set_defaults(verb="workshophost.forget")
