"""Whether a picture of box-drawing characters is drawn well, as a terminal shows it. Pure."""

from collections.abc import Iterator

from rich import cells

WIDEST = 44
"""Columns that the lesson pane has on an ordinary screen."""

DOWN = "│┌┐├┤┬┼║╔╗╠╣╦╬┃▼▲v^╷"
UP = "│└┘├┤┴┼║╚╝╠╣╩╬┃▼▲v^╵"
LEVEL = "─═┬┴┼╦╩╬━"
CORNERS = {"┌": "┐", "╔": "╗"}
"""Left upper corners, each with the right one that belongs to it."""

NOTHING, SECOND = " ", "\0"
"""What stands where nothing is drawn, and in the second column of a wide character."""


def grid(lines: list[str]) -> list[list[str]]:
    """A character for each column; the second column of a wide one is SECOND."""
    rows: list[list[str]] = []
    for line in lines:
        row: list[str] = []
        for char in line:
            row += [char] + [SECOND] * (cells.cell_len(char) - 1) if cells.cell_len(char) else []
        rows.append(row)
    return rows


def faults(lines: list[str]) -> list[str]:
    """What is wrong with a picture: line (from 1) and words."""
    rows = grid(lines)
    found = [f"{at}: {len(row)} columns" for at, row in enumerate(rows, 1) if len(row) > WIDEST]
    found += [f"{at}: a tab" for at, line in enumerate(lines, 1) if "\t" in line]
    for at, row in enumerate(rows):
        for column, char in enumerate(row):
            if char in "┌┐╔╗" and not _meets(rows, at + 1, column, UP):
                found.append(f"{at + 1}: nothing goes on below {char} in column {column + 1}")
            if char in "└┘╚╝" and not _meets(rows, at - 1, column, DOWN):
                found.append(f"{at + 1}: nothing comes from above to {char} in column {column + 1}")
        for left, right in _boxes(row):
            found += _sides(rows, at, left, right)
    return found


def _at(rows: list[list[str]], row: int, column: int) -> str:
    inside = 0 <= row < len(rows) and column < len(rows[row])
    return rows[row][column] if inside else NOTHING


def _meets(rows: list[list[str]], row: int, column: int, arms: str) -> bool:
    char = _at(rows, row, column)
    # What a line leads to may be a word of its own.
    return char in arms or (char not in (SECOND, NOTHING) and char not in LEVEL)


def _boxes(row: list[str]) -> Iterator[tuple[int, int]]:
    """The columns of the corners between which an upper border is drawn, or written on."""
    for left, char in enumerate(row):
        if char in CORNERS and CORNERS[char] in row[left + 1 :]:
            right = row.index(CORNERS[char], left + 1)
            between = row[left + 1 : right]
            if char not in between and sum(one in LEVEL for one in between) * 2 >= len(between):
                yield left, right


def _sides(rows: list[list[str]], top: int, left: int, right: int) -> list[str]:
    """Walk down both sides of a box to its lower corners; a fork of lines, which has no sides, is left alone."""
    if _at(rows, top + 1, left) not in "│║├╠":
        return []
    for at in range(top + 1, len(rows)):
        one, two = _at(rows, at, left), _at(rows, at, right)
        if one in "└╚" and two in "┘╝":
            return []
        if one not in UP or two not in UP or one in "└╚" or two in "┘╝":
            return [f"{at + 1}: the sides of the box of line {top + 1} are not straight"]
    return [f"{top + 1}: the box has no lower border"]
