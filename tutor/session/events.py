"""What a session tells its fronts."""

import dataclasses
from collections.abc import Callable

from tutor.base import errors
from tutor.checkapi import verdict
from tutor.session import state
from tutor.shell import records


@dataclasses.dataclass(frozen=True)
class StepEntered:
    """The learner is at another step now."""

    index: int


@dataclasses.dataclass(frozen=True)
class ShellOpened:
    """A host has a live shell now."""

    host: str


@dataclasses.dataclass(frozen=True)
class ShellEnded:
    """A host's shell is gone; the next use opens another."""

    host: str


@dataclasses.dataclass(frozen=True)
class PlaceLost:
    """The place is gone, and every shell with it; this session can only be closed."""


@dataclasses.dataclass(frozen=True)
class CommandStarted:
    """A command was typed into a host's shell by key."""

    host: str
    text: str


@dataclasses.dataclass(frozen=True)
class CommandReady:
    """A command that was started by key goes on beside what is run next."""

    host: str
    text: str


@dataclasses.dataclass(frozen=True)
class CommandEnded:
    """A command ended, run by key or typed by hand; `index` is the step that it counts for."""

    record: records.Record
    index: int


@dataclasses.dataclass(frozen=True)
class Grading:
    """The checks run; those that wait for the cluster may take a while."""


@dataclasses.dataclass(frozen=True)
class Looked:
    """What the checks of a step have found so far; those in `waiting` (by number, from 0) will look again."""

    index: int
    results: tuple[verdict.Result | None, ...]
    waiting: frozenset[int]


@dataclasses.dataclass(frozen=True)
class GivenUp:
    """A grading of a step will bring no verdict: another takes its place, or the step begins anew."""

    index: int


@dataclasses.dataclass(frozen=True)
class Graded:
    """The verdicts on a step. Unless `complete`, what has not passed is not yet wrong: commands are still to run."""

    index: int
    results: tuple[verdict.Result, ...]
    passed: bool
    complete: bool


@dataclasses.dataclass(frozen=True)
class NotGraded:
    """A grading that nobody waits for was given up, by a fault that is not a check's."""

    error: Exception


@dataclasses.dataclass(frozen=True)
class NotKept:
    """The progress file does not take what was done; the lesson goes on, and this is told once until it does again."""

    error: errors.TutorError


@dataclasses.dataclass(frozen=True)
class Settled:
    """How a step stands from now on; "todo" after it was begun anew."""

    index: int
    status: state.Status


@dataclasses.dataclass(frozen=True)
class Predicted:
    """What the learner predicts, `after` so many commands of the step had ended."""

    index: int
    option: str
    after: int


@dataclasses.dataclass(frozen=True)
class HintShown:
    """The next rung of the ladder."""

    text: str
    number: int
    of: int


@dataclasses.dataclass(frozen=True)
class Notice:
    """Something the learner should know, already in their language."""

    text: str


Event = (
    StepEntered
    | ShellOpened
    | ShellEnded
    | PlaceLost
    | CommandStarted
    | CommandReady
    | CommandEnded
    | Grading
    | Looked
    | GivenUp
    | Graded
    | NotGraded
    | NotKept
    | Settled
    | Predicted
    | HintShown
    | Notice
)
Listener = Callable[[Event], None]
