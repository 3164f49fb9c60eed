"""The pure pieces of the screens."""

import re

import pytest
from rich.color import Color

from tutor.base import i18n
from tutor.shell import cells
from tutor.tui import commands, texts, theme
from tutor.tui.screens import keybinding
from tutor.tui.widgets import keybar
from tutor.tui.widgets.terminal import paint


@pytest.mark.parametrize("declared", [commands.LESSON, commands.MENU])
def test_every_command_has_its_words_in_every_language(declared: tuple[commands.Command, ...]) -> None:
    """A key in the bar has a word, everything has a sentence."""
    for command in declared:
        for lang in i18n.LANGUAGES:
            assert texts.text(lang, f"do.{command.name}")
            assert not command.bar or texts.text(lang, f"key.{command.name}")


def test_no_key_is_declared_twice() -> None:
    """Two commands never share a key."""
    for declared in (commands.LESSON, commands.MENU):
        keys = [key for command in declared for key in command.keys]
        assert len(keys) == len(set(keys))


def test_texts_agree_on_their_places() -> None:
    """English and Korean have the same `{named}` places."""
    for key, both in texts.TEXTS.items():
        assert set(both) == set(i18n.LANGUAGES), key
        places = [set(re.findall(r"{(\w+)", text)) for text in both.values()]
        assert places[0] == places[1], key


@pytest.mark.parametrize("width", [10, 40, 78, 118, 200])
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_key_bar_keeps_what_fits(width: int, lang: str) -> None:
    """Never wider than the screen; running a command stays longest."""
    kept = keybar.fitting(keybinding.bar(commands.LESSON, lang), width)
    assert kept[0].name == "run"
    if width >= 78:
        assert {"next", "hint", "terminal", "help"} <= {key.name for key in kept}


def test_the_256_colours_are_xterms() -> None:
    """Cube and greys as xterm has them."""
    assert theme.palette(16) == (0, 0, 0)
    assert theme.palette(196) == (255, 0, 0)
    assert theme.palette(231) == (255, 255, 255)
    assert theme.palette(244) == (128, 128, 128)


def test_a_row_is_painted_with_its_cursor() -> None:
    """The cursor's cell is reversed where the terminal has the keyboard; a wide letter is marked whole."""
    runs = (cells.Run("가x", cells.Style(fg=1)),)
    painted = list(paint.row(runs, 0, focused=True))
    assert [part.text for part in painted] == ["가", "x"]
    assert painted[0].style
    assert painted[0].style.reverse
    assert painted[1].style
    assert not painted[1].style.reverse
    assert painted[1].style.color == Color.from_rgb(*theme.ANSI[1])


def test_the_cursor_may_stand_past_the_text() -> None:
    """A row shorter than the cursor's place is filled."""
    painted = paint.row((cells.Run("ab", cells.PLAIN),), 4, focused=False)
    assert painted.text == "ab   "
