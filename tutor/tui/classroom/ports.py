"""What the class on the screen needs of the class behind it."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from tutor.base import errors
from tutor.tui import ports
from tutor.workshop import incoming, reports


class Class(Protocol):
    """The learner's end of a class: `tutor.session.classes.Class`, or a test's fake. Nothing here waits."""

    title: str
    name: str
    """The learner's, as the class knows them."""
    anonymous: bool
    returning: str
    """The learner's return code, as it is written down; "" where it is not known. It is told to nobody."""
    state: incoming.State
    error: errors.TutorError | None
    failed: "asyncio.Future[BaseException]"

    @property
    def waiting(self) -> int:
        """How many reports wait to be sent."""
        ...

    def listen(self, listener: incoming.Listener) -> None:
        """Be told of everything that comes in."""
        ...

    def tell(self, report: reports.Report) -> str:
        """Tell the class, once it can be; by which name it knows the report, "" for none."""
        ...

    def reads(self, lesson: str, step: str) -> None:
        """The learner is there without a session, which would tell of it; told once."""
        ...

    def show(self, frame: reports.Frame | None) -> None:
        """What a terminal shows now; None takes back what was not sent yet."""
        ...

    def hear_watchers(self, *, wanted: bool) -> None:
        """Hear what those who watch say in passing, or no more."""
        ...

    def setting(self, name: str) -> str:
        """Something remembered with the membership."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Remember it."""
        ...


class Engine(ports.Engine, Protocol):
    """An engine whose sessions a class is told of."""

    async def attend(self, pulse: Callable[[], reports.Pulse]) -> Class:
        """Take part in the class, connected or not; `pulse` says where the learner is. Raises TutorError."""
        ...
