"""What the instructor sees of a terminal, while the learner consents."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.shell import sgr
from tutor.workshop import reports, wire

if TYPE_CHECKING:
    from tutor.shell import cells

SECONDS = 0.2
"""Between two frames at least."""
ROOM = wire.LIMIT - 4_000
"""Bytes for a frame's lines: the rest is for what stands around them."""
ROWS = wire.ITEMS_LIMIT


def made(host: str, rows: "Sequence[tuple[cells.Run, ...]]", cols: int) -> reports.Frame:
    """A frame that fits into a message: with colours, else without, else its last lines only. Pure."""
    kept = list(rows[-ROWS:])
    lines = [sgr.line(row, wire.TEXT_LIMIT) for row in kept]
    if _size(lines) > ROOM:
        lines = ["".join(run.text for run in row).rstrip()[: wire.TEXT_LIMIT] for row in kept]
    while _size(lines) > ROOM:
        lines.pop(0)
    return reports.Frame(host, len(lines), cols, tuple(lines))


def _size(lines: Sequence[str]) -> int:
    """Bytes as JSON, in which an escape takes six."""
    return sum(len(line.encode(errors="replace")) + 5 * line.count("\x1b") + 3 for line in lines)
