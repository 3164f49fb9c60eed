"""What must have been done before a lesson's step: a chain of pieces, and a name for the state that they lead to. Pure.

Two lessons that need the same pieces share the state's name, and any change of a command gives another one, so that
a state which was kept is never that of an older course.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

import tutor
from tutor.course import model


class Piece(NamedTuple):
    """Commands to be done together: a lesson's own start (`step` is None), or the solution of a step."""

    lesson: model.Lesson
    step: model.Step | None
    commands: tuple[model.Command, ...]


def chain(course: model.Course, lesson: model.Lesson, index: int) -> tuple[Piece, ...]:
    """All that leads from a new place to the step `index` of the lesson, oldest first."""
    before: tuple[Piece, ...] = ()
    if lesson.continues and (earlier := course.lesson(lesson.continues)):
        before = chain(course, earlier, len(earlier.steps))
    start = (Piece(lesson, None, lesson.start),) if lesson.start else ()
    return (*before, *start, *(Piece(lesson, step, step.solution) for step in lesson.steps[:index]))


def name(pieces: Sequence[Piece], whose: str) -> str:
    """The name of the state after these pieces. `whose` keeps the learner's own states from those of solutions."""
    done = [[(command.host, command.text, *command.keys) for command in piece.commands] for piece in pieces]
    text = json.dumps([tutor.__version__, done])
    return f"{whose}-{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def where(lesson: model.Lesson, step: model.Step | None = None) -> str:
    """The mark of a place in which a learner is at that step, in whatever state; without a step, how it begins.

    Another form of the lesson has another mark: it needs a place of its own.
    """
    form = f" ({lesson.form})" if lesson.form else ""
    return f"at {lesson.id}{form}/{step.id if step else ''}"


def in_lesson(mark: str) -> bool:
    """Whether a place's mark says that a learner left a lesson there."""
    return mark.startswith("at ")


def entry(course: str, lesson: model.Lesson, step: model.Step) -> str:
    """The name of the state in which a learner came to that step."""
    return f"entry-{hashlib.sha256(json.dumps([course, lesson.id, step.id]).encode()).hexdigest()[:40]}"
