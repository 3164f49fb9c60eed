"""A QR code as lines of blocks. Pure, but for the library that makes it."""

from collections.abc import Sequence

QUIET = 4
"""Light modules around it (ISO/IEC 18004, 6.3.8)."""


def modules(text: str) -> Sequence[Sequence[bool]]:
    """True for dark, with the quiet zone around it."""
    import segno

    made = segno.make(text, micro=False, error="m", boost_error=False)
    return [[bool(dark) for dark in row] for row in made.matrix_iter(border=QUIET)]


def size(found: Sequence[Sequence[bool]], *, large: bool) -> tuple[int, int]:
    """Columns and lines that it takes."""
    side = len(found)
    return (side * 2, side) if large else (side, (side + 1) // 2)


def large(found: Sequence[Sequence[bool]]) -> list[str]:
    """Two cells a module, a line a row, for light on dark reversed by its colours: `█` is light."""
    return ["".join("  " if dark else "██" for dark in row) for row in found]


def small(found: Sequence[Sequence[bool]]) -> list[str]:
    """Two rows in a line, as half blocks: what is filled is light."""
    rows = [list(row) for row in found]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))  # the quiet zone is a line wider there
    shapes = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return [
        "".join(shapes[upper, lower] for upper, lower in zip(rows[at], rows[at + 1], strict=True))
        for at in range(0, len(rows), 2)
    ]
