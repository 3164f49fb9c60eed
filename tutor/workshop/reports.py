"""What a learner's tutor tells the class. Pure data; `wire` writes and reads it.

No terminal's content is among them but `Frame`, which is sent only while the learner consents and is never stored.
"""

import dataclasses
from typing import Literal

Status = Literal["passed", "failed", "skipped", "todo"]
Answer = Literal["given", "refused", "ended", "lapsed"]
"""What was given is over: `ended` by either side, `lapsed` since nothing was heard of the desk."""


@dataclasses.dataclass(frozen=True)
class Joined:
    """The learner has come, for the first time or again; `total` is the number of steps of the whole course."""

    name: str
    lang: str
    version: str
    course: str
    total: int


@dataclasses.dataclass(frozen=True)
class Entered:
    """They are at this step now."""

    lesson: str
    step: str


@dataclasses.dataclass(frozen=True)
class Ran:
    """A command ended; `text` is "" in an anonymous class, `exit_code` is None where it did not end."""

    lesson: str
    step: str
    host: str
    text: str
    exit_code: int | None
    seconds: float


@dataclasses.dataclass(frozen=True)
class Verdict:
    """One check of a step. `expected`, `seen` and `next` are in the learner's language.

    `en_expected` and `en_seen` are the same in English, "" where that is the learner's language: whoever compares
    learners compares those. `lacks` is set where the place has not what the step needs. What was seen may quote a line
    of what a command showed, of which learners are told before they join.
    """

    check: str
    title: str
    passed: bool
    expected: str = ""
    seen: str = ""
    next: str = ""
    credit: float = 0.0
    fault: str = ""
    lacks: str = ""
    en_expected: str = ""
    en_seen: str = ""


@dataclasses.dataclass(frozen=True)
class Graded:
    """The verdicts on a step; unless `complete`, what has not passed is only not done yet."""

    lesson: str
    step: str
    passed: bool
    complete: bool
    verdicts: tuple[Verdict, ...]


@dataclasses.dataclass(frozen=True)
class Settled:
    """How a step stands now; "todo" after it was reset."""

    lesson: str
    step: str
    status: Status


@dataclasses.dataclass(frozen=True)
class Predicted:
    """What they predict; `after` commands of the step had been run by then."""

    lesson: str
    step: str
    option: str
    after: int


@dataclasses.dataclass(frozen=True)
class Hinted:
    """They have seen so many hints of a step."""

    lesson: str
    step: str
    number: int


@dataclasses.dataclass(frozen=True)
class Hand:
    """They ask for help, or no more."""

    up: bool
    text: str = ""


@dataclasses.dataclass(frozen=True)
class Answered:
    """Their answer to a poll; a later one replaces it."""

    poll: str
    option: str


@dataclasses.dataclass(frozen=True)
class Consented:
    """Whether that desk may see their terminals (`watch`), or type in them too (`type`)."""

    kind: Literal["watch", "type"]
    how: Answer
    desk: str


@dataclasses.dataclass(frozen=True)
class Left:
    """They have closed the tutor."""


Report = Joined | Entered | Ran | Graded | Settled | Predicted | Hinted | Hand | Answered | Consented | Left
"""What is stored."""

KINDS: tuple[type, ...] = (
    Joined, Entered, Ran, Graded, Settled, Predicted, Hinted, Hand, Answered, Consented, Left,
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Pulse:
    """They are there; `idle` seconds since they last pressed a key. Not stored."""

    lesson: str
    step: str
    idle: float


@dataclasses.dataclass(frozen=True)
class Frame:
    """What a terminal shows now: its lines with SGR sequences, `rows` x `cols` cells. Not stored.

    `cursor` is its column and line where it is seen. Where the learner has no terminal in front, `in_front` is False,
    and nothing of one is told.
    """

    host: str
    rows: int
    cols: int
    lines: tuple[str, ...]
    cursor: tuple[int, int] | None = None
    in_front: bool = True
