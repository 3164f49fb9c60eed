"""The options of `k8stutor serve`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from tutor.base import i18n
from tutor.cli import servetexts
from tutor.course import needs


def add(one: argparse.ArgumentParser, lang: str) -> None:
    """Add them to the verb's parser."""

    def say(key: str) -> str:
        return i18n.text(servetexts.HELP, lang, key)

    what = one.add_mutually_exclusive_group()
    what.add_argument("--console", nargs="?", const="", metavar="CLASS", help=say("console"))
    what.add_argument("--workshop", metavar="CODE", help=say("workshop"))
    one.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help=say("bind"))
    one.add_argument("--exposed", action="store_true", help=say("exposed"))
    one.add_argument("--as-root", action="store_true", help=say("as_root"))
    one.add_argument("--port", type=int, default=0, metavar="N", help=say("port"))
    one.add_argument("--name", action="append", default=[], dest="names", metavar="NAME", help=say("name"))
    one.add_argument("--cert", type=Path, metavar="FILE", help=say("cert"))
    one.add_argument("--key", type=Path, metavar="FILE", help=say("key"))
    one.add_argument("--max", type=_above(int, 1), default=0, dest="most", metavar="N", help=say("max"))
    one.add_argument("--keep", type=_above(float, 0), default=30.0, metavar="MINUTES", help=say("keep"))
    one.add_argument("--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("course"))
    one.add_argument("--form", choices=needs.FORMS, default=argparse.SUPPRESS, help=say("form"))
    one.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=say("lang"))


def _above(kind: Callable[[str], float], least: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        if not (value := kind(text)) >= least:  # "nan" is not, either
            raise ValueError(text)
        return value

    number.__name__ = kind.__name__  # what argparse calls it in its complaint
    return number
