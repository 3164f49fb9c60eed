"""What comes to a learner's screen from their class. Pure data."""

import dataclasses
from collections.abc import Callable
from typing import Literal

from tutor.base import errors
from tutor.workshop import orders, wire

State = Literal["connecting", "online", "offline", "refused"]
"""Of the connection; "connecting" only until it is known for the first time."""


@dataclasses.dataclass(frozen=True)
class Changed:
    """The connection's state, or how much waits."""


@dataclasses.dataclass(frozen=True)
class Ordered:
    """An order, each once; `live` where it came as it was given, else it was stored and given before."""

    message: wire.Message
    live: bool


@dataclasses.dataclass(frozen=True)
class Typed:
    """The instructor typed."""

    keys: orders.Keys


@dataclasses.dataclass(frozen=True)
class NotKept:
    """A report could not be kept: the class will not hear of it. Told once until it works again."""

    error: errors.TutorError


@dataclasses.dataclass(frozen=True)
class Leaving:
    """The tutor is about to leave the class: the last moment to tell it something."""


Event = Changed | Ordered | Typed | NotKept | Leaving
Listener = Callable[[Event], None]
