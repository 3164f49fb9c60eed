"""argparse with the tutor's words: what it says of itself, too, is in the user's language."""

import argparse
import functools
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, cast

from tutor.base import cells, errors, i18n
from tutor.cli import folding

WORDS: i18n.Table = {
    "usage": {"en": "usage: ", "ko": "사용법: "},
    "arguments": {"en": "arguments", "ko": "인자"},
    "options": {"en": "options", "ko": "옵션"},
    "help": {"en": "show this help and exit", "ko": "이 도움말을 보여 주고 끝내기"},
}


class Help(argparse.HelpFormatter):
    """Lines that fit the terminal where Korean letters take two cells: argparse counts letters."""

    def __init__(self, prog: str, lang: str) -> None:
        super().__init__(prog)
        self._said = i18n.text(WORDS, lang, "usage")

    def _format_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None
    ) -> str:
        if prefix is not None:
            return super()._format_usage(usage, actions, groups, prefix)
        room = " " * cells.width(self._said)  # further lines are indented by as many letters
        return super()._format_usage(usage, actions, groups, room).replace(room, self._said, 1)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return folding.folded(" ".join(text.split()), width).splitlines()

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like all others; it serves as the parser of every verb, too.

    The options of a family of verbs are made when one of the family is called: the screens need none of them, and
    argparse takes longer to make them than the tutor takes for all else before its first picture.
    """

    _fill: Callable[["Parser"], None] | None = None

    def __init__(self, *, lang: str = i18n.DEFAULT, **rest: Any) -> None:
        super().__init__(**rest, add_help=False, formatter_class=functools.partial(Help, lang=lang))
        self._lang = lang
        self._positionals.title = i18n.text(WORDS, lang, "arguments")
        self._optionals.title = i18n.text(WORDS, lang, "options")
        self.add_argument("-h", "--help", action="help", help=i18n.text(WORDS, lang, "help"))

    def add_subparsers(self, **rest: Any) -> Any:
        """As argparse does it; the verbs speak the same language."""
        verbs = functools.partial(Parser, lang=self._lang)
        return super().add_subparsers(parser_class=cast("type[Parser]", verbs), **rest)

    def later(self, fill: Callable[["Parser"], None]) -> None:
        """Let `fill` add this parser's options once they are needed."""
        self._fill = fill

    def complete(self) -> None:
        """Have all options made."""
        fill, self._fill = self._fill, None
        if fill is not None:
            fill(self)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does it, with all options there."""
        self.complete()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raises UsageError."""
        raise errors.UsageError(message, todo=f"{self.prog} --help lists what there is")
