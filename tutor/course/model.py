"""A course as plain frozen data.

Texts for people are mappings from a language code ("en", "ko") to the text; `said` picks one. Every part
knows the file and line that it was read from, for messages to its author.

Named tuples, not dataclasses: the first screen waits for this module, and defining a tuple takes an eighth of the time.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tutor.base import errors

Texts = Mapping[str, str]
"""Language code -> text in that language."""

NOTHING: Mapping[str, Any] = {}

DEFAULT_TIMEOUT = 60.0
"""Seconds that a command may take when the lesson does not say."""


class Place(NamedTuple):
    """Where something stands: a file and its line, counted from 1; line 0 means the file as a whole."""

    file: Path
    line: int = 0


NOWHERE = Place(Path())


class Command(NamedTuple):
    """One command line (or several, as a here-document is) and the host whose shell runs it.

    A command with `ready` does not end by itself: once its output matches that pattern it goes on beside those that
    follow (a capture, a log that is followed, a shell inside a pod). `keys` are lines typed into it then; without
    them it gets Ctrl-C when the step's other commands are done and its output matches `until`.
    """

    text: str
    host: str
    timeout: float = DEFAULT_TIMEOUT
    place: Place = NOWHERE
    ready: str = ""
    until: str = ""
    keys: tuple[str, ...] = ()

    @property
    def beside(self) -> bool:
        """Whether it goes on while others run."""
        return bool(self.ready)


class Option(NamedTuple):
    """One choice of a prediction."""

    id: str
    text: Texts


class Prediction(NamedTuple):
    """What the learner is asked before the commands run; `answer` is the id of the right option."""

    question: Texts
    options: tuple[Option, ...]
    answer: str
    place: Place = NOWHERE


class CheckUse(NamedTuple):
    """A check as a step uses it: its name ("dns.answers"), its arguments, and the host it looks from."""

    name: str
    args: Mapping[str, Any]
    host: str
    title: Texts
    place: Place = NOWHERE


class Step(NamedTuple):
    """One thing to learn. `solution` equals `commands` unless the lesson gives another one.

    `hints` holds, for each language, the ladder from a nudge to the full answer. `form` is "" where the step
    belongs to every form of its lesson. `needs` names what the place must have (see `tutor.course.needs`).
    """

    id: str
    title: Texts
    prose: Texts
    commands: tuple[Command, ...] = ()
    prediction: Prediction | None = None
    checks: tuple[CheckUse, ...] = ()
    hints: Mapping[str, tuple[str, ...]] = NOTHING
    solution: tuple[Command, ...] = ()
    cleanup: tuple[Command, ...] = ()
    place: Place = NOWHERE
    form: str = ""
    needs: tuple[str, ...] = ()


class Lesson(NamedTuple):
    """A folder `NN-name` of the course: `id` is the folder's name, `number` its NN.

    It begins where the lesson `continues` ends (the id of an earlier one, "" for none), after the commands `start`.
    `forms` are the ways in which it can be gone through, by id with what each is called; the first is the usual one.
    `form` is the one whose steps these are, "" where they are those of all.
    """

    id: str
    number: int
    title: Texts
    intro: Texts
    steps: tuple[Step, ...]
    hosts: tuple[str, ...]
    folder: Path = Path()
    place: Place = NOWHERE
    continues: str = ""
    start: tuple[Command, ...] = ()
    forms: Mapping[str, Texts] = NOTHING
    form: str = ""


class Broken(NamedTuple):
    """What keeps a lesson, by its id, from being offered; "" where it concerns none. The rest as in CourseError."""

    lesson: str
    what: str
    place: Place
    why: str = ""
    todo: str = ""

    def error(self) -> errors.CourseError:
        """The same to be raised or rendered."""
        return errors.CourseError(
            self.what, file=self.place.file, line=self.place.line, why=self.why, todo=self.todo
        )


class Course(NamedTuple):
    """A folder that holds `lessons/` and, if it likes, `checks/` and `assets/`.

    `languages` stand in the order of preference: the first is what a learner sees whose own is missing. `broken` is
    what could not be read: those lessons are not among `lessons`.
    """

    root: Path
    languages: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    title: Texts = NOTHING
    broken: tuple[Broken, ...] = ()

    def lesson(self, name: str) -> Lesson | None:
        """The lesson with that id, or with that number written as digits ("1", "01")."""
        return next((lesson for lesson in self.lessons if _named(name, lesson.id)), None)

    def step(self, lesson: str, step: str) -> Step | None:
        """The step with that id in the lesson with that id or number."""
        found = self.lesson(lesson)
        return next((one for one in found.steps if one.id == step), None) if found else None

    def trouble(self, name: str) -> Broken | None:
        """The first thing that is wrong with the lesson of that id or number; None where there is nothing."""
        return next((broken for broken in self.broken if broken.lesson and _named(name, broken.lesson)), None)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms of all its lessons."""
        return tuple(dict.fromkeys(form for lesson in self.lessons for form in lesson.forms))

    def in_form(self, form: str) -> "Course":
        """The course as it is gone through in that form; a lesson that does not have it keeps to its first one."""
        return self._replace(lessons=tuple(_in_form(lesson, form) for lesson in self.lessons))


def _named(name: str, lesson: str) -> bool:
    """Whether a name is the lesson's id or its number."""
    return name == lesson or (name.isdecimal() and int(name) == int(lesson.partition("-")[0]))


def _in_form(lesson: Lesson, form: str) -> Lesson:
    chosen = form if form in lesson.forms else next(iter(lesson.forms), "")
    steps = tuple(step for step in lesson.steps if step.form in ("", chosen))
    return lesson._replace(steps=steps, form=chosen)


def said(texts: Texts, lang: str) -> str:
    """The text in `lang`; where that is missing, in the first language that has it; "" where none has."""
    return texts.get(lang) or next((text for text in texts.values() if text), "")
