"""Which of the classes that were hosted on this machine a call means."""

import sys
from collections.abc import Callable

from tutor.base import errors, i18n, wording
from tutor.workshop import authority


def find(class_id: str) -> authority.Authority:
    """The class of that name, for "" the one used last. Raises UsageError where there is none, EnvironmentLacks."""
    for place in authority.hosted():
        if class_id in ("", place.name) and (of := authority.load(place)) is not None:
            return of
    raise absent(class_id)


def absent(class_id: str) -> errors.UsageError:
    """That there is no such class, and which there are."""
    names = ", ".join(place.name for place in authority.hosted())
    if not names:
        return errors.UsageError(
            f"no class {i18n.plain(class_id)} was hosted here" if class_id else "no class was hosted here",
            why="a class is known where it was hosted, and here none was",
            todo="open one: k8stutor workshop host CLASS",
        )
    return errors.UsageError(
        f"no class {i18n.plain(class_id)} was hosted here",
        why=f"there are: {names}",
        todo="see how it is spelled; a class is known where it was hosted",
    )


def telling(lang: str) -> Callable[[str], None]:
    """Says a line beside what is printed, in that language."""
    return lambda line: print(wording.said(line, lang), file=sys.stderr, flush=True)
