"""An outbox without a disk."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple


class Entry(NamedTuple):
    """A report and its number."""

    n: int
    body: bytes


class Memory:
    """As `tutor.progress.outbox.Outbox`, of a learner who is only simulated; `acknowledged` hears of each report."""

    def __init__(self, source: str, acknowledged: Callable[[], None]) -> None:
        self._source = source
        self._acknowledged = acknowledged
        self._kept: list[bytes] = []
        self._unsent: deque[int] = deque()
        self._sent = 0

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep a report."""
        n = len(self._kept) + 1
        self._kept.append(write(n))
        self._unsent.append(n)
        return n

    def unsent(self, limit: int = 64) -> list[Entry]:
        """The oldest."""
        return [Entry(n, self._kept[n - 1]) for n in list(self._unsent)[:limit]]

    def waiting(self) -> int:
        """How many."""
        return len(self._unsent)

    def sent(self, n: int) -> None:
        """The class has that one."""
        if self._unsent and self._unsent[0] == n:
            self._unsent.popleft()
        if n > self._sent:
            self._sent = n
            self._acknowledged()

    def settle(self, stored: int) -> None:
        """The class has all up to that one, and none after it."""
        while self._sent < min(stored, len(self._kept)):
            self._sent += 1
            self._acknowledged()
        self._unsent = deque(range(stored + 1, len(self._kept) + 1))

    def body(self, n: int) -> bytes | None:
        """That report."""
        return self._kept[n - 1] if 0 < n <= len(self._kept) else None

    def renumber(self, above: int, since: float, write: Callable[[bytes, int], bytes]) -> None:
        """Nobody turns a crowd back in time."""
        raise NotImplementedError

    def setting(self, name: str) -> str:
        """Who tells is all that is remembered."""
        return self._source if name == "source" else ""

    def set_setting(self, _name: str, _value: str) -> None:
        """Nothing more is remembered."""
