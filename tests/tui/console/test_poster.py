"""The join code on the projector: its letters, and what a window has room for."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.tui.console import room
from tutor.tui.console import blocks, poster
from tutor.workshop import code

LONG = code.encode(code.Invitation("192.168.1.10", 7423, 1, 1))
"""At a port of its own."""


def test_every_character_of_a_code_has_a_shape_of_its_own() -> None:
    """All are as high, and letters and digits as wide."""
    assert set(blocks.SHAPES) == {*code._ALPHABET, "-"}
    assert len(set(blocks.SHAPES.values())) == len(blocks.SHAPES)
    for letter, rows in blocks.SHAPES.items():
        assert len(rows) == blocks.HEIGHT
        assert {len(row) for row in rows} == {2 if letter == "-" else 5}


@pytest.mark.parametrize("letter", blocks.SHAPES)
def test_both_sizes_show_the_same_dots(letter: str) -> None:
    """Read back from the blocks, they are the shape."""
    large = [
        "".join("#" if part == "██" else "." for part in _pairs(row))
        for row in blocks.line(letter, large=True)
    ]
    halves = {"█": "##", "▀": "#.", "▄": ".#", " ": ".."}
    small = [
        "".join(halves[block][half] for block in row)
        for row in blocks.line(letter, large=False)
        for half in (0, 1)
    ]
    assert tuple(large) == tuple(small[: blocks.HEIGHT]) == blocks.SHAPES[letter]
    assert set(small[blocks.HEIGHT]) == {"."}


def _pairs(row: str) -> list[str]:
    return [row[at : at + 2] for at in range(0, len(row), 2)]


@hypothesis.given(st.sampled_from((room.CODE, LONG)), st.integers(1, 250), st.integers(1, 80))
def test_nothing_is_larger_than_the_window(text: str, cols: int, lines: int) -> None:
    """Letters and QR code together."""
    found = poster.poster(text, cols, lines)
    sizes = [(max(map(len, part)), len(part)) for part in (found.letters, found.code) if part]
    both = len(sizes) == 2
    wide, high = zip(*sizes, strict=True) if sizes else ((0,), (0,))
    assert (sum(wide) + poster.BETWEEN[0] * both if found.beside else max(wide)) <= cols
    assert (max(high) if found.beside else sum(high) + poster.BETWEEN[1] * both) <= lines
    for line in (*found.letters, *found.code):
        assert len(line) in wide


@pytest.mark.parametrize("text", [room.CODE, LONG])
def test_the_smallest_window_has_room_for_the_letters(text: str) -> None:
    """80 x 24, without what stands above and below."""
    assert poster.poster(text, 80, 17).letters
