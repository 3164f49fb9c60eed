"""What a learner's reports say of time: how long they worked on each step, and when they were there. Pure.

Every report is a sign of life. The time between two signs goes to the step where the learner was; of a longer pause
only the first PAUSE_SECONDS do, since nobody knows whether they read or were at lunch: a pause's rest is left out. What
follows a step's passing does not count for it, nor does what follows the closing of the tutor.
"""

import itertools
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

StepKey: TypeAlias = tuple[str, str]
"""Lesson id, step id."""

PAUSE_SECONDS = 300.0
"""As long may a learner read, think or wait between two signs of life."""
AWAY_SECONDS = 1800.0
"""Two signs that are further apart belong to two stays."""

Kind = Literal["sign", "enter", "done", "undone", "left"]


class Mark(NamedTuple):
    """One report on the line of time, in the order of its key; flat, since a class has as many as it has reports."""

    at: float
    source: str
    n: int
    kind: Kind
    step: StepKey


class Stay(NamedTuple):
    """From the first to the last sign of life, seconds since 1970."""

    begin: float
    end: float


def worked(marks: Iterable[Mark], now: float | None = None) -> dict[StepKey, float]:
    """Seconds of work on each step; `marks` in the order of their keys. `now` counts as one more sign of life."""
    spent: dict[StepKey, float] = {}
    done: set[StepKey] = set()
    place: StepKey | None = None
    before = 0.0
    end = [] if now is None else [Mark(now, "", 0, "sign", ("", ""))]
    for at, _, _, kind, step in itertools.chain(marks, end):
        if place is not None and place not in done:
            spent[place] = spent.get(place, 0.0) + min(max(at - before, 0.0), PAUSE_SECONDS)
        before = at
        if kind == "left":
            place = None
        elif kind == "enter" or (place is None and kind == "sign" and step[1]):
            place = step
            spent.setdefault(step, 0.0)
        elif kind == "done":
            done.add(step)
        elif kind == "undone":
            done.discard(step)
    return spent


def stays(marks: Iterable[Mark]) -> tuple[Stay, ...]:
    """When they were there; `marks` in the order of their keys."""
    found: list[Stay] = []
    left = True
    for at, _, _, kind, _ in marks:
        if found and not left and at - found[-1].end <= AWAY_SECONDS:
            found[-1] = Stay(found[-1].begin, at)
        elif kind != "left":
            found.append(Stay(at, at))
        left = kind == "left"
    return tuple(found)
