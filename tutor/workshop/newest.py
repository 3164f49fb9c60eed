"""What makes folding independent of the order in which reports arrive. Pure.

Every report has a key, and a value yields only to one of a greater key; numbers that have come are remembered, so that
a report counts once however often it is delivered.
"""

import bisect
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Key(NamedTuple):
    """Where a report stands among a learner's: by time (seconds since 1970), then by device and its numbering."""

    at: float
    source: str
    n: int


FIRST = Key(float("-inf"), "", 0)


class Newest(Generic[Value]):
    """The value with the greatest key so far."""

    __slots__ = ("key", "value")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.key = FIRST

    def put(self, key: Key, value: Value) -> bool:
        """Take the value if none newer is there; whether it was taken."""
        if key < self.key:
            return False
        self.key, self.value = key, value
        return True


class Source:
    """The reports of one device: which numbers have come, and the time that its clock has reached.

    A clock that is set back must not undo the order in which a device numbered its reports: a report counts as no
    earlier than those before it.
    """

    __slots__ = ("_ends", "_last", "_peak", "_starts", "count")

    def __init__(self) -> None:
        self.count = 0
        self._starts: list[int] = []
        self._ends: list[int] = []  # of runs of numbers that have come, both ends among them
        self._last, self._peak = 0, float("-inf")

    def add(self, n: int) -> bool:
        """Note the number; False where it was noted before."""
        at = bisect.bisect_right(self._starts, n)
        if at and n <= self._ends[at - 1]:
            return False
        self.count += 1
        before = at > 0 and self._ends[at - 1] == n - 1
        after = at < len(self._starts) and self._starts[at] == n + 1
        if before and after:
            self._ends[at - 1] = self._ends.pop(at)
            self._starts.pop(at)
        elif before:
            self._ends[at - 1] = n
        elif after:
            self._starts[at] = n
        else:
            self._starts.insert(at, n)
            self._ends.insert(at, n)
        return True

    def time(self, n: int, at: float) -> float:
        """When report `n`, whose clock said `at`, counts as written. One that comes late counts as its clock says."""
        if n < self._last:
            return at
        self._last, self._peak = n, max(self._peak, at)
        return self._peak

    @property
    def missing(self) -> int:
        """How many numbers below the greatest have not come."""
        return self._ends[-1] - self.count if self._ends else 0
