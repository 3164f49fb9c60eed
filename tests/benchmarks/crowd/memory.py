"""An outbox without a disk."""

from collections import deque
from collections.abc import Callable


class Memory:
    """As `tutor.progress.outbox.Outbox`, of a learner who is only simulated; `acknowledged` hears of each report."""

    def __init__(self, source: str, acknowledged: Callable[[], None]) -> None:
        self.source = source
        self._acknowledged = acknowledged
        self._kept: list[bytes] = []
        self._unsent: deque[int] = deque()
        self._sent = 0

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep a report."""
        number = len(self._kept) + 1
        self._kept.append(write(number))
        self._unsent.append(number)
        return number

    def unsent(self, limit: int) -> list[tuple[int, bytes]]:
        """The oldest."""
        return [(number, self._kept[number - 1]) for number in list(self._unsent)[:limit]]

    def waiting(self) -> int:
        """How many."""
        return len(self._unsent)

    def sent(self, number: int) -> None:
        """The class has that one."""
        if self._unsent and self._unsent[0] == number:
            self._unsent.popleft()
        if number > self._sent:
            self._sent = number
            self._acknowledged()

    def requeue_after(self, number: int) -> int:
        """All behind it once more; those before it that nobody acknowledged stay, as in the real one."""
        before = len(self._unsent)
        early = [one for one in self._unsent if one <= number]
        self._unsent = deque([*early, *range(number + 1, len(self._kept) + 1)])
        return len(self._unsent) - before

    def setting(self, _name: str) -> str:
        """Nothing is remembered."""
        return ""

    def set_setting(self, _name: str, _value: str) -> None:
        """Nothing is remembered."""
