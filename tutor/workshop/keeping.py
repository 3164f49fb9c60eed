"""What a learner's reports wait in: what the class needs of it."""

from collections.abc import Callable, Sequence
from typing import Protocol


class Entry(Protocol):
    """A kept report."""

    @property
    def n(self) -> int:
        """Its number, from 1."""
        ...

    @property
    def body(self) -> bytes:
        """As it goes over the wire."""
        ...


class Outbox(Protocol):
    """Where reports wait: `tutor.progress.outbox.Outbox`. Each call may raise EnvironmentLacks."""

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep what `write` makes of the next number."""
        ...

    def unsent(self, limit: int = ...) -> Sequence[Entry]:
        """The oldest that were not sent yet."""
        ...

    def waiting(self) -> int:
        """How many were not sent yet."""
        ...

    def sent(self, n: int) -> None:
        """The class has this one."""
        ...

    def settle(self, stored: int) -> None:
        """The class has all up to `stored`, and none after it."""
        ...

    def body(self, n: int) -> bytes | None:
        """Report `n` as it goes over the wire, empty where it is forgotten; None where it never was."""
        ...

    def renumber(self, above: int, since: float, write: Callable[[bytes, int], bytes]) -> None:
        """What was made after `since` (Unix time) is to be sent with numbers above `above`; the rest is told."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Remember something."""
        ...

    def setting(self, name: str) -> str:
        """What was remembered."""
        ...
