"""What a visitor's program is called with, and its environment. Pure but for the reader of this process's own.

Nothing of the environment reaches a visitor but what is named here: what the server's user keeps in it (tokens, proxies
with passwords, a kubeconfig) is no visitor's business.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tutor.base import paths

PASSED = ("PATH", "XDG_RUNTIME_DIR", "TZ")
"""Where programs are, where the user's labs are found, and what time it is here."""

PASSED_TO_OWN = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "KUBECONFIG")
"""For a program that works on what the server's user has: the class of an instructor's console."""

DRIVER = "tutor.web.driver:Driver"


class Size(NamedTuple):
    """Of a terminal, in cells."""

    width: int
    height: int


LEAST, MOST = Size(20, 5), Size(500, 200)


class Question(NamedTuple):
    """What a visitor must agree to before anything begins."""

    texts: Mapping[str, str]
    """Language -> text."""

    named: bool = True
    """Whether a name is asked for, too."""


class Served(NamedTuple):
    """What everyone who comes gets: `k8stutor` with these words; no shell reads them."""

    words: tuple[str, ...]
    title: str
    apart: bool = True
    """With a home, progress and lab of one's own; else with those of the server's user."""

    asks: Question | None = None
    program: tuple[str, ...] = (sys.executable, "-P", "-m", "tutor")
    """-P: the folder that it starts in is no part of the tutor."""


class Place(NamedTuple):
    """What belongs to one visitor."""

    folder: Path
    lab: str


def size(width: object, height: object) -> Size:
    """A size that can be drawn, from what a browser says."""
    wanted = [one if isinstance(one, int) else 0 for one in (width, height)]
    return Size(*(min(max(one, low), high) for one, low, high in zip(wanted, LEAST, MOST, strict=True)))


MOST_LETTERS = 60
"""Of a name, and of a return code."""


def answer(name: str, returning: str = "") -> tuple[str, ...]:
    """The words of a visitor who has agreed: one word for the name and one for the return code, whatever is in them."""
    said = {"name": name, "return": returning}
    shown = {key: "".join(filter(str.isprintable, text)).strip()[:MOST_LETTERS] for key, text in said.items()}
    return ("--yes", *(f"--{key}={text}" for key, text in shown.items() if text))


def argv(what: Served, lang: str, said: Sequence[str] = ()) -> list[str]:
    """The program and its words, and those that the visitor has `said`."""
    return [*what.program, "--lang", lang, *what.words, *said]


def environment(what: Served, place: Place, at: Size, environ: Mapping[str, str]) -> dict[str, str]:
    """All that a visitor's program sees of an environment."""
    passed = PASSED if what.apart else (*PASSED, *PASSED_TO_OWN)
    env = {name: environ[name] for name in passed if name in environ}
    if what.apart:
        home = str(place.folder)
        env |= {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "XDG_CONFIG_HOME": f"{home}/config"}
        env["K8STUTOR_LAB"] = place.lab
    return env | {
        # The lab's tools are unpacked once for all; so are the modules that Python has compiled.
        "XDG_CACHE_HOME": str(paths.cache().parent),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "LANG": "C.UTF-8",
        # What is printed before the first picture must not come in the midst of a later one.
        "PYTHONUNBUFFERED": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": str(at.width),
        "ROWS": str(at.height),
    }
