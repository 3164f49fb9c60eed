"""Painted rows as text with SGR sequences (ECMA-48 8.3.117), for a screen elsewhere. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.shell import cells

RESET = "\x1b[0m"
_FLAGS = (
    ("bold", 1), ("faint", 2), ("italic", 3), ("underline", 4), ("blink", 5), ("inverse", 7), ("invisible", 8),
    ("strikethrough", 9),
)  # fmt: skip


def line(runs: "Sequence[cells.Run]", most: int) -> str:
    """One row without trailing blanks; in plain letters where it would have more than `most` with its styles."""
    parts = []
    styled = False
    for run in _trimmed(runs):
        codes = sequence(run.style)
        parts.append((RESET if styled else "") + codes + run.text)
        styled = bool(codes)
    found = "".join(parts) + (RESET if styled else "")
    return found if len(found) <= most else "".join(run.text for run in runs).rstrip()[:most]


def _trimmed(runs: "Sequence[cells.Run]") -> "list[cells.Run]":
    """Without the blanks at the end that nothing marks."""
    kept = list(runs)
    while kept and not sequence(kept[-1].style) and not kept[-1].text.strip():
        kept.pop()
    if kept and not sequence(kept[-1].style):
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return kept


def sequence(style: "cells.Style") -> str:
    """What turns the style on from plain; "" for plain."""
    codes = [str(code) for name, code in _FLAGS if getattr(style, name)]
    codes += _colour(style.fg, 30) + _colour(style.bg, 40)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _colour(found: "cells.Colour", base: int) -> list[str]:
    if found is None:
        return []
    if isinstance(found, tuple):
        return [str(base + 8), "2", *map(str, found)]
    if found < 8:
        return [str(base + found)]
    return [str(base + 60 + found - 8)] if found < 16 else [str(base + 8), "5", str(found)]
