"""The learner's progress in one lesson, as the progress file keeps it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from tutor.base import clock, errors, paths
from tutor.course import model
from tutor.progress import store
from tutor.session import state
from tutor.shell import records

Fault = Callable[[errors.TutorError], None]
"""Told of something that could not be kept."""


class Ledger:
    """Reads and writes what concerns this lesson. No write raises TutorError: nothing waits for one but the file."""

    def __init__(self, kept: store.Store, course: model.Course, lesson: model.Lesson, fault: Fault) -> None:
        self._store = kept
        self._course = course_id(course)
        self._lesson = lesson
        self._fault = fault
        self._told = False

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Whoever would be told of each write on a full disk would hear of nothing else."""
        try:
            yield
            self._told = False
        except errors.TutorError as error:
            if not self._told:
                self._told = True
                self._fault(error)

    def tell_anew(self) -> None:
        """Somebody listens who has not heard of what failed so far."""
        self._told = False

    def recall(self, states: Sequence[state.StepState]) -> int:
        """Fill in how each step stands; the index of the step where the learner left. Raises EnvironmentLacks."""
        known = {one.step: one for one in self._store.steps(self._course) if one.lesson == self._lesson.id}
        for step, standing in zip(self._lesson.steps, states, strict=True):
            if found := known.get(step.id):
                standing.status = _status(found.status)
                standing.hints_shown = found.hints
        left = self._store.place(self._course, self._lesson.id)
        ids = [step.id for step in self._lesson.steps]
        return ids.index(left) if left in ids else 0

    def stand(self, step: model.Step) -> None:
        """The learner is at that step."""
        with self._writing():
            self._store.set_place(self._course, self._lesson.id, step.id)

    def ran(self, step: model.Step, record: records.Record) -> None:
        """A command of the step has ended."""
        at = clock.rfc3339(clock.now())
        line = store.CommandLine(
            self._lesson.id, step.id, record.host, record.text, record.exit_code, record.seconds, at
        )
        with self._writing():
            self._store.record_command(self._course, line)

    def settle(self, step: model.Step, standing: state.StepState) -> None:
        """How the step stands now."""
        status, hints = standing.status, standing.hints_shown
        with self._writing():
            self._store.record_step(self._course, self._lesson.id, step.id, status, hints=hints)

    def forget(self, step: model.Step) -> None:
        """The step is as if it had never been tried."""
        with self._writing():
            self._store.forget_step(self._course, self._lesson.id, step.id)

    def set_lang(self, lang: str) -> None:
        """The learner goes on in that language."""
        with self._writing():
            self._store.set_setting("lang", lang)


def course_id(course: model.Course) -> str:
    """What the progress file calls a course: the bundled one has the product's name, another its folder's path."""
    root = course.root.resolve()
    return "k8stutor" if root == paths.bundle().resolve() else str(root)


def _status(text: str) -> state.Status:
    known: dict[str, state.Status] = {"passed": "passed", "failed": "failed", "skipped": "skipped"}
    return known.get(text, "todo")
