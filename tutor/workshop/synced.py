"""The desk's answer to a learner who is connected again. Pure."""

import json
from typing import Any

from tutor.base import clock
from tutor.workshop import incoming


def parsed(data: bytes) -> dict[str, Any]:
    """The answer's object. Raises ValueError and TypeError."""
    found = json.loads(data)
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found


def check(stored: Any) -> None:
    """Raises TypeError and the like for what does not say, source by source, which report was the last, and of when."""
    for n, at in stored.values():
        if type(n) is not int or not clock.parse(at).tzinfo:
            raise TypeError("stored")


def known(answer: dict[str, Any]) -> incoming.Synced:
    """What the class knows of the learner. Raises ValueError and the like."""
    steps = tuple(incoming.Standing(str(a), str(b), str(c), int(d)) for a, b, c, d in answer.get("steps", ()))
    lesson, step = answer.get("place") or ("", "")
    return incoming.Synced(steps, (str(lesson), str(step)))
