"""How a learner stands in a lesson, as plain data."""

import dataclasses
from collections.abc import Iterable
from typing import Literal

from tutor.checkapi import verdict
from tutor.course import model
from tutor.shell import records

Status = Literal["todo", "passed", "failed", "skipped"]


@dataclasses.dataclass
class StepState:
    """One step: what was run in it, what was predicted, which hints were seen, and the last verdicts."""

    status: Status = "todo"
    ran: list[records.Record] = dataclasses.field(default_factory=list)
    results: tuple[verdict.Result, ...] = ()
    hints_shown: int = 0
    prediction: str | None = None
    predicted_after: int = 0
    """How many commands had ended when it was made."""

    def forget(self) -> None:
        """As if the learner had just come here; hints that were seen stay seen."""
        self.status = "todo"
        self.ran.clear()
        self.results = ()
        self.prediction = None


def complete(step: model.Step, ran: Iterable[records.Record], prediction: str | None) -> bool:
    """Whether the learner has done as much as the step asks, so that what fails now is wrong and not just undone.

    What they typed counts as the listed commands do, host by host: only the number is looked at, never the words.
    """
    if step.prediction is not None and prediction is None:
        return False
    wanted = [command.host for command in step.solution]
    done = [record.host for record in ran]
    return all(done.count(host) >= wanted.count(host) for host in wanted)


def share_done(statuses: Iterable[Status]) -> float:
    """The part of the steps that is behind the learner, 0 to 1; a skipped step is not."""
    known = list(statuses)
    return sum(status == "passed" for status in known) / len(known) if known else 0.0
