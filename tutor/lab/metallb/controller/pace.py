"""How often one service may be written. Two controllers of different minds, as while a Deployment rolls over to a new
configuration, undo each other's work without end; client-go's limit of requests keeps the real ones at it slowly."""

import time
from collections.abc import Callable

BURST, PER_SECOND = 4.0, 1.0
REMEMBERED = 4096


class Pace:
    """A budget of writes for each service, refilled as time goes by."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._budgets: dict[str, tuple[float, float]] = {}

    def _left(self, key: str) -> float:
        left, last = self._budgets.get(key, (BURST, self._clock()))
        return min(BURST, left + (self._clock() - last) * PER_SECOND)

    def pause(self, key: str) -> float:
        """Seconds until the service may be written, 0 for now."""
        return max(0.0, 1 - self._left(key)) / PER_SECOND

    def spend(self, key: str) -> None:
        """It was written."""
        left = self._left(key) - 1
        self._budgets.pop(key, None)
        while len(self._budgets) >= REMEMBERED:
            del self._budgets[next(iter(self._budgets))]
        self._budgets[key] = (left, self._clock())
