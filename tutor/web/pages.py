"""What a browser gets: the page with the terminal, a page with words, and the files that they need. Nothing of it comes
from elsewhere, so that a class needs no Internet.
"""

import functools
import html
import importlib.util
import json
import string
from pathlib import Path

from tutor.base import i18n
from tutor.web import served, words

OWN = Path(__file__).with_name("page")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    # xterm.js writes its colours into style elements.
    "style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would have forms say that their Origin is "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "k8stutor",  # its versions are nobody's business
}
"""Of every answer."""

ON_PAGE = ("ended", "failed", "taken", "lost", "gone", "again", "here", "no_webgl")


@functools.cache
def files() -> dict[str, Path]:
    """Each file that is served, by its name in the URL: textual-serve's terminal, and what is ours around it."""
    found = importlib.util.find_spec("textual_serve")  # not imported: its server would be
    assert found is not None
    assert found.origin is not None
    theirs = Path(found.origin).with_name("static")
    terminal = ("js/textual.js", "css/xterm.css")
    fonts = ("RobotoMono-VariableFont_wght.ttf", "RobotoMono-Italic-VariableFont_wght.ttf")
    each = [theirs / one for one in terminal] + [theirs / "fonts" / one for one in fonts]
    each += [OWN / name for name in ("page.js", "page.css", "fonts.css")]
    return {one.name: one for one in each}


def terminal(lang: str, title: str, socket: str) -> str:
    """The page with the terminal, whose websocket is at `socket`."""
    said = json.dumps({key: words.text(lang, key) for key in ON_PAGE}, ensure_ascii=False)
    return _filled(
        "terminal.html",
        lang=lang,
        title=title,
        socket=socket,
        words=said,
        starting=words.text(lang, "starting"),
    )


def entry(lang: str, title: str, asked: served.Question) -> str:
    """The page that asks before anything begins."""
    named = "" if asked.named else "hidden"
    said = {
        "said": i18n.pick(asked.texts, lang),
        "name": words.text(lang, "your_name"),
        "returning": words.text(lang, "return_code"),
        "most": served.MOST_LETTERS,
    }
    said |= {"agree": words.text(lang, "agree"), "hidden": named}
    return _filled("entry.html", lang=lang, title=title, **{key: str(value) for key, value in said.items()})


def notice(lang: str, key: str, *, onward: str = "", **args: object) -> str:
    """A page with one text; with `onward` it goes on there at once.

    The page that takes the token goes on by itself, since a redirect by the server would count as part of the other
    site's link that led here, and SameSite=Strict would keep the new cookie back.
    """
    filled = _filled("notice.html", lang=lang, words=words.text(lang, key, **args))
    head = f'<meta http-equiv="refresh" content="0;url={html.escape(onward)}" />' if onward else ""
    style = (OWN / "page.css").read_text()
    return filled.replace("$head", head).replace("$style", style)


def _filled(file: str, /, **places: str) -> str:
    template = string.Template((OWN / file).read_text())
    return template.safe_substitute({key: html.escape(value) for key, value in places.items()})
