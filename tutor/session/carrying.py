"""What a learner keeps when their lesson is read anew: how they stand in each step that is still there. Pure."""

from collections.abc import Sequence

from tutor.course import model
from tutor.session import state


def states(
    before: Sequence[model.Step], known: Sequence[state.StepState], after: Sequence[model.Step]
) -> list[state.StepState]:
    """A standing for each step of `after`: that of the step with its id in `before`, else a new one."""
    old = {step.id: (step, standing) for step, standing in zip(before, known, strict=True)}
    return [_standing(*old[step.id], step) if step.id in old else state.StepState() for step in after]


def _standing(before: model.Step, known: state.StepState, after: model.Step) -> state.StepState:
    """The standing as far as it means the same; verdicts of other checks do not."""
    if before.checks != after.checks:
        known.results = ()
    options = [option.id for option in after.prediction.options] if after.prediction else []
    if known.prediction not in options:
        known.prediction = None
    known.hints_shown = min(known.hints_shown, min((len(hints) for hints in after.hints.values()), default=0))
    return known


def index(before: Sequence[model.Step], at: int, after: Sequence[model.Step]) -> int:
    """Where the learner is: at the step of the same id, else of the nearest one before it that is still there."""
    ids = [step.id for step in after]
    return next((ids.index(step.id) for step in reversed(before[: at + 1]) if step.id in ids), 0)
