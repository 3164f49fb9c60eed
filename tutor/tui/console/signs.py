"""A sign and a look for everything that has a state: the sign tells it without the colour. Pure.

Signs are one cell wide, so that columns stand straight in every terminal (no emoji).
"""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.tui.console import ports


class Sign(NamedTuple):
    """One cell, the theme's colour for it, and whether it stands on that colour."""

    text: str
    colour: str
    filled: bool = False


OF_STATE: Mapping[ports.State, Sign] = {
    "asking": Sign("?", "warning", filled=True),
    "failing": Sign("✘", "error"),
    "idle": Sign("◌", "secondary"),
    "working": Sign("◐", "primary"),
    "done": Sign("✔", "success"),
    "away": Sign("·", "dim"),
}
OF_STEP: Mapping[str, Sign] = {
    "passed": Sign("✔", "success"),
    "failed": Sign("✘", "error"),
    "skipped": Sign("»", "dim"),
    "todo": Sign("·", "dim"),
    "now": Sign("◐", "primary"),
}


def of_step(learner: ports.Learner, key: ports.StepKey) -> Sign:
    """How a learner stands at a step; the one where they are is marked even before it was graded."""
    status = learner.steps.get(key, "todo")
    return OF_STEP["now" if status == "todo" and key == learner.at else status]


def clock(seconds: float) -> str:
    """A span as `m:ss`, or `h:mm h` from an hour on."""
    whole = max(0, int(seconds))
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}h"
    return f"{whole // 60}:{whole % 60:02d}"
