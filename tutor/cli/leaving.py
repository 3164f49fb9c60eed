"""A lab that a command started goes on after it, for the next one; who started it is told how to end it."""

import contextlib
import sys
from collections.abc import Iterator

from tutor.base import i18n
from tutor.cli import texts
from tutor.lab.control import address, client


@contextlib.contextmanager
def told(lang: str) -> Iterator[None]:
    """Say on stderr how the lab is ended, if there was none before the block."""
    before = client.status()
    yield
    if before is None and client.status() is not None:
        which = address.unusual()
        end = f"k8stutor lab down --lab {which}" if which else "k8stutor lab down"
        print(i18n.text(texts.TEXTS, lang, "lab_goes_on", end=end), file=sys.stderr)
