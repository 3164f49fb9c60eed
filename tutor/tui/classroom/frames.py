"""What the instructor sees of a terminal, while the learner consents."""

import json
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
BEHIND = reports.Frame("", 0, 0, (), in_front=False)
"""No terminal is before the learner's eyes, and so none before the instructor's."""


def made(
    host: str,
    rows: "Sequence[tuple[cells.Run, ...]]",
    cols: int,
    cursor: tuple[int, int] | None = None,
) -> reports.Frame:
    """A frame that fits into a message: with colours, else without, else its last lines only. Pure.

    `cursor` is column and row, None where it is not seen.
    """
    kept = list(rows[-ROWS:])
    lines = [sgr.line(row, wire.TEXT_LIMIT) for row in kept]
    if _size(lines) > ROOM:
        lines = ["".join(run.text for run in row).rstrip()[: wire.TEXT_LIMIT] for row in kept]
    while _size(lines) > ROOM:
        lines.pop(0)
    gone = len(rows) - len(lines)
    at = (cursor[0], cursor[1] - gone) if cursor and cursor[1] >= gone else None
    return reports.Frame(host, len(lines), cols, tuple(lines), at)


def _size(lines: Sequence[str]) -> int:
    """Bytes on the wire."""
    return len(json.dumps(lines, ensure_ascii=False).encode(errors="replace"))
