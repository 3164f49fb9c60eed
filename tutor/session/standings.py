"""Where a learner is in a lesson, and how they stand in each of its steps. Pure."""

from collections.abc import Callable

from tutor.course import model
from tutor.session import carrying, state


class Standings:
    """A step of the lesson is meant by its index; the learner is at `index`."""

    def __init__(self, lesson: model.Lesson, lang: str) -> None:
        self.lesson = lesson
        self.lang = lang
        self.index = 0
        self._states = [state.StepState() for _ in lesson.steps]

    @property
    def step(self) -> model.Step:
        """The step where the learner is."""
        return self.lesson.steps[self.index]

    @property
    def standing(self) -> state.StepState:
        """How the learner stands in this step."""
        return self._states[self.index]

    @property
    def status(self) -> dict[str, state.Status]:
        """Step id -> how it stands."""
        return {step.id: known.status for step, known in zip(self.lesson.steps, self._states, strict=True)}

    @property
    def done(self) -> float:
        """The part of the lesson that was passed, 0 to 1."""
        return state.share_done(known.status for known in self._states)

    def hints(self, step: model.Step) -> tuple[str, ...]:
        """The step's ladder in the learner's language, or in the first that has one."""
        return step.hints.get(self.lang) or next(iter(step.hints.values()), ())

    def _carry_over(self, lesson: model.Lesson) -> Callable[[int], int]:
        """Go on in another version of the lesson; where each step of the former one is now."""
        before = self.lesson.steps
        self._states = carrying.states(before, self._states, lesson.steps)
        self.index = carrying.index(before, self.index, lesson.steps)
        self.lesson = lesson
        return lambda at: carrying.index(before, at, lesson.steps)
