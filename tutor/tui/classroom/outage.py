"""When a learner is told why there is no connection. Pure."""

import time
from collections.abc import Callable

from tutor.base import errors
from tutor.workshop import incoming, lasting

PATIENCE_SECONDS = 10.0
"""A network that is away for less is no news: nothing is lost, and nobody has anything to do."""


class Outage:
    """The time without a connection, from when the tutor opened, or the last one was lost."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: float | None = now()
        self._told: set[str] = set()

    def due(self, state: incoming.State, error: errors.TutorError | None) -> errors.TutorError | None:
        """What is to be told now: each cause once, however often it is tried, until there was a connection again."""
        if state == "online":
            self._since = None
            self._told.clear()
            return None
        if self._since is None:
            self._since = self._now()
        if state != "offline" or error is None or error.what in self._told:
            return None
        if not isinstance(error, lasting.Lasting) and self._now() - self._since < PATIENCE_SECONDS:
            return None
        self._told.add(error.what)
        return error
