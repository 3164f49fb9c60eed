"""What comes in to a learner's tutor from its class. Pure data."""

import dataclasses
from collections.abc import Callable
from typing import Literal, NamedTuple

from tutor.base import errors
from tutor.workshop import orders, wire

State = Literal["connecting", "online", "offline", "refused"]
"""Of the connection. "connecting" lasts until the host has told what it has."""


@dataclasses.dataclass(frozen=True)
class Changed:
    """The connection's state, or how much waits."""


@dataclasses.dataclass(frozen=True)
class Ordered:
    """An order, each once; `live` where it came as it was given, else it was stored and given before."""

    message: wire.Message
    live: bool


@dataclasses.dataclass(frozen=True)
class Watching:
    """That desk still shows the learner's terminal."""

    desk: str


@dataclasses.dataclass(frozen=True)
class Typed:
    """The instructor at that desk typed."""

    keys: orders.Keys
    desk: str


class Standing(NamedTuple):
    """How a step stands, as the class knows it."""

    lesson: str
    step: str
    status: str
    hints: int


@dataclasses.dataclass(frozen=True)
class Synced:
    """The class has told what it knows of the learner; `place` is a lesson and a step, "" for nowhere.

    `ahead` is by how many seconds its clock is ahead of this machine's.
    """

    steps: tuple[Standing, ...]
    place: tuple[str, str]
    ahead: float = 0.0


@dataclasses.dataclass(frozen=True)
class NotKept:
    """A report could not be kept: the class will not hear of it. Told once until it works again."""

    error: errors.TutorError


@dataclasses.dataclass(frozen=True)
class Leaving:
    """The tutor is about to leave the class: the last moment to tell it something."""


Event = Changed | Ordered | Watching | Typed | Synced | NotKept | Leaving
Listener = Callable[[Event], None]
