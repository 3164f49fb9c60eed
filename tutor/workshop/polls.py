"""How a class answers: polls that were asked, and the predictions of a step, which answer without being asked. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tutor.course import model
from tutor.workshop import learner, orders
from tutor.workshop.timeline import StepKey


class Tally(NamedTuple):
    """Option id -> how many chose it, in the order of the options; `asked` is how many could have answered."""

    counts: Mapping[str, int]
    asked: int

    @property
    def answered(self) -> int:
        """How many did."""
        return sum(self.counts.values())


def tally(poll: orders.Poll, learners: Iterable[learner.Learner]) -> Tally:
    """The newest answer of each learner counts; one that is no option does not.

    Where a poll is a step's prediction, what a learner has predicted there is their answer unless they give another.
    """
    return _count([option.id for option in poll.options], [answer(poll, one) for one in learners])


def answer(poll: orders.Poll, one: learner.Learner) -> str | None:
    """A learner's to a poll; None for none."""
    given = one.answers.get(poll.id)
    return given.value if given is not None else _predicted(one, (poll.lesson, poll.step))


def predictions(step: StepKey, options: Sequence[model.Option], learners: Iterable[learner.Learner]) -> Tally:
    """What was predicted at a step, among all who have been there; before its answer is shown, and without asking."""
    there = [one for one in learners if step in one.steps]
    return _count([option.id for option in options], [_predicted(one, step) for one in there])


def _predicted(one: learner.Learner, step: StepKey) -> str | None:
    found = one.steps.get(step)
    return found.predicted.value.option if found and found.predicted.value else None


def _count(options: Sequence[str], chosen: Sequence[str | None]) -> Tally:
    counted = Counter(chosen)
    return Tally({option: counted[option] for option in options}, len(chosen))
