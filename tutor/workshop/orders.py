"""What an instructor's console asks of the learners' tutors. Pure data; `wire` writes and reads it."""

import dataclasses
from typing import Literal


@dataclasses.dataclass(frozen=True)
class Say:
    """A message; as a hint where it belongs to a step."""

    text: str
    sender: str
    lesson: str = ""
    step: str = ""


@dataclasses.dataclass(frozen=True)
class Pace:
    """Which lessons are open: all but those in `locked`. The newest counts."""

    locked: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Timer:
    """A time by which something is to be done, RFC 3339; "" ends it. The newest counts."""

    until: str
    label: str = ""


@dataclasses.dataclass(frozen=True)
class Follow:
    """Come to where the instructor is, and stay with them while `on`. The newest counts."""

    on: bool
    lesson: str = ""
    step: str = ""


@dataclasses.dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    id: str
    text: str


@dataclasses.dataclass(frozen=True)
class Poll:
    """A question to all, often a lesson's prediction; `open` until its answers are shown."""

    id: str
    question: str
    options: tuple[Option, ...]
    lesson: str = ""
    step: str = ""


@dataclasses.dataclass(frozen=True)
class PollShown:
    """How a poll went: option id and count; `answer` is "" where there is no right one."""

    id: str
    counts: tuple[tuple[str, int], ...]
    answer: str = ""


@dataclasses.dataclass(frozen=True)
class Helped:
    """A raised hand was taken, given back ("waiting"), or is resolved; `hand` says which one, as SOURCE-N of the report
    that raised it."""

    state: Literal["taken", "waiting", "resolved"]
    by: str
    hand: str = ""


@dataclasses.dataclass(frozen=True)
class Ask:
    """May the instructor watch, or type? The learner answers by `reports.Consented`; stored orders never consent.

    The answer is for the desk that asked, which is the envelope's `source`.
    """

    kind: Literal["watch", "type"]
    by: str


@dataclasses.dataclass(frozen=True)
class EndWatch:
    """The desk that sends it looks no more; another that watches goes on."""


Order = Say | Pace | Timer | Follow | Poll | PollShown | Helped | Ask | EndWatch

KINDS: tuple[type, ...] = (Say, Pace, Timer, Follow, Poll, PollShown, Helped, Ask, EndWatch)


@dataclasses.dataclass(frozen=True)
class Group:
    """Learners whom a console addresses together, by its name; without learners it is gone. The newest counts."""

    name: str
    learners: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Solution:
    """The right answer of a poll, which no learner is told before it is shown."""

    poll: str
    answer: str


DESK_KINDS: tuple[type, ...] = (Group, Solution)
"""What consoles tell each other alone; stored."""


@dataclasses.dataclass(frozen=True)
class Watching:
    """The desk that sends it still shows the learner's terminal; who is not heard of looks no more. Not stored."""


@dataclasses.dataclass(frozen=True)
class Keys:
    """Typed into a learner's terminal by the desk that sends it, while the learner lets it. Not stored."""

    host: str
    text: str


PASSING_KINDS: tuple[type, ...] = (Watching, Keys)
"""What a console says to a learner in passing, while they let it watch."""
