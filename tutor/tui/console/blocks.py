"""Letters that are read from the last row of a room: of dots, each a half line or a line high. Pure.

Only the characters that join codes have; the shapes are those of dot matrix displays, of which no two are alike.
"""

from collections.abc import Sequence

HEIGHT = 7
"""Dots of a letter from top to bottom."""
GAP = 1
"""Columns between two letters."""

_ROWS = (
    ("0123456789", """
.###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
#...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
#..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#
#...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#.
.###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
"""),
    ("ABCDEFGHJKM", """
..#.. ####. .###. ###.. ##### ##### .###. #...# ..### #...# #...#
.#.#. #...# #...# #..#. #.... #.... #...# #...# ...#. #..#. ##.##
#...# #...# #.... #...# #.... #.... #.... #...# ...#. #.#.. #.#.#
#...# ####. #.... #...# ####. ####. #.### ##### ...#. ##... #.#.#
##### #...# #.... #...# #.... #.... #...# #...# ...#. #.#.. #...#
#...# #...# #...# #..#. #.... #.... #...# #...# #..#. #..#. #...#
#...# ####. .###. ###.. ##### #.... .#### #...# .##.. #...# #...#
"""),
    ("NPQRSTVWXYZ", """
#...# ####. .###. ####. .#### ##### #...# #...# #...# #...# #####
#...# #...# #...# #...# #.... ..#.. #...# #...# #...# #...# ....#
##..# #...# #...# #...# #.... ..#.. #...# #...# .#.#. #...# ...#.
#.#.# ####. #...# ####. .###. ..#.. #...# #.#.# ..#.. .#.#. ..#..
#..## #.... #.#.# #.#.. ....# ..#.. #...# #.#.# .#.#. ..#.. .#...
#...# #.... #..#. #..#. ....# ..#.. .#.#. #.#.# #...# ..#.. #....
#...# #.... .##.# #...# ####. ..#.. ..#.. .#.#. #...# ..#.. #####
"""),
    ("-", """
..
..
..
##
..
..
..
"""),
)  # fmt: skip


def _shapes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for letters, drawn in _ROWS:
        columns = zip(*(line.split() for line in drawn.split("\n") if line), strict=True)
        found |= dict(zip(letters, columns, strict=True))
    return found


SHAPES = _shapes()
"""Character -> its rows of dots, `#` for one that is lit."""


def size(text: str, *, large: bool) -> tuple[int, int]:
    """Columns and lines that it takes."""
    dots = sum(len(SHAPES[letter][0]) for letter in text)
    return dots * (1 + large) + GAP * (len(text) - 1), HEIGHT if large else -(-HEIGHT // 2)


def line(text: str, *, large: bool) -> list[str]:
    """It in lines: a dot is two columns of a line where it is to be large, else a column of half a line."""
    rows = [[SHAPES[letter][at] for letter in text] for at in range(HEIGHT)]
    if large:
        return [(" " * GAP).join(_wide(dots) for dots in row) for row in rows]
    below = [*rows[1:], ["." * len(dots) for dots in rows[0]]]
    return [
        (" " * GAP).join(_halves(upper, lower) for upper, lower in zip(rows[at], below[at], strict=True))
        for at in range(0, HEIGHT, 2)
    ]


def _wide(dots: str) -> str:
    return "".join("██" if dot == "#" else "  " for dot in dots)


def _halves(upper: str, lower: str) -> str:
    shapes = {"##": "█", "#.": "▀", ".#": "▄", "..": " "}
    return "".join(shapes[one + other] for one, other in zip(upper, lower, strict=True))


def lines(rows: Sequence[str], *, large: bool) -> list[str]:
    """Several of them below each other, with room between them."""
    found: list[str] = []
    for text in rows:
        found += [*([""] if found else []), *line(text, large=large)]
    return found
