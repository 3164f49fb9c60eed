"""The steps and checks of a course. Pure.

Reports may name any: a page that showed them all could be made as wide as a learner likes.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tutor.course import model
from tutor.workshop import atstep, learner
from tutor.workshop.timeline import StepKey


class Known(NamedTuple):
    """Titles in one language, in the order of the course. Where no course is at hand, everything is of it."""

    steps: Mapping[StepKey, str]
    checks: Mapping[tuple[StepKey, str], str]
    """(step, name of the check) -> title."""

    everything: bool = False

    def step(self, key: StepKey) -> bool:
        """Whether the step is of the course."""
        return self.everything or key in self.steps

    def check(self, key: StepKey, name: str) -> bool:
        """Whether the step has a check of that name."""
        return self.everything or (key, name) in self.checks


class Unknown(NamedTuple):
    """What was told of and is not of the course: how many steps, and checks of its steps, each for each learner."""

    steps: int
    checks: int


def of(course: model.Course | None, lang: str) -> Known:
    """All that a course has, in every form of its lessons."""
    steps: dict[StepKey, str] = {}
    checks: dict[tuple[StepKey, str], str] = {}
    for lesson in course.lessons if course else ():
        for step in lesson.steps:
            key = (lesson.id, step.id)
            steps[key] = model.said(step.title, lang) or step.id
            for use in step.checks:
                checks.setdefault((key, use.name), model.said(use.title, lang) or use.name)
    return Known(steps, checks, everything=course is None)


def unknown(people: Iterable[learner.Learner], known: Known) -> Unknown:
    """What learners told of that is not of the course."""
    steps = checks = 0
    for one in people:
        for key, step in one.steps.items():
            if not known.step(key):
                steps += 1
            else:
                checks += len({found.check for found in step.failures if not known.check(key, found.check)})
    return Unknown(steps, checks)


def order(people: Iterable[learner.Learner], known: Known) -> list[StepKey]:
    """The steps of all lessons that somebody began, in the order of the course; without a course by their ids."""
    told = {key for one in people for key in begun(one, known)}
    touched = {lesson for lesson, _ in told}
    return [key for key in known.steps if key[0] in touched] + sorted(told - set(known.steps))


def begun(one: learner.Learner, known: Known) -> Mapping[StepKey, atstep.Step]:
    """The steps of the course that a learner came to or did something at."""
    return {key: step for key, step in one.steps.items() if known.step(key) and _begun(step)}


def _begun(step: atstep.Step) -> bool:
    return step.entered != float("inf") or step.tries > 0 or step.status != "todo"
