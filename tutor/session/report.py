"""What a walk found, as plain data for a machine to read."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from tutor.course import model


@dataclasses.dataclass(frozen=True)
class CommandReport:
    """A command that was run; `exit_code` is None when it did not end in time."""

    host: str
    text: str
    exit_code: int | None
    seconds: float


@dataclasses.dataclass(frozen=True)
class CheckReport:
    """A verdict; `fault` says what went wrong in the check itself, which is never the learner's doing."""

    name: str
    passed: bool
    expected: str
    seen: str
    next: str
    fault: str | None = None
    credit: float = 0.0
    """The part that is right, 0 to 1; 1 for what passed."""


@dataclasses.dataclass(frozen=True)
class StepReport:
    """A step's commands and verdicts."""

    id: str
    passed: bool
    commands: tuple[CommandReport, ...]
    checks: tuple[CheckReport, ...]
    lacks: str = ""
    """What the place has not, so that the step was neither run nor graded."""


@dataclasses.dataclass(frozen=True)
class LessonReport:
    """A lesson walked from its first step to its last."""

    id: str
    lang: str
    passed: bool
    seconds: float
    steps: tuple[StepReport, ...]
    form: str = ""

    @property
    def faulty(self) -> bool:
        """Whether a check failed by a fault of its own, and no check failed otherwise."""
        failed = [check for step in self.steps for check in step.checks if not check.passed]
        return bool(failed) and all(check.fault for check in failed)


def as_json(lessons: list[LessonReport], broken: Sequence[model.Broken] = ()) -> dict[str, Any]:
    """One object: `lessons[]`, each with its `steps[]`, each with its `commands[]` and `checks[]`.

    A check with a fault of its own has neither `expected` nor `seen`, and the fault stands in `next`. `broken[]` are
    the things for which lessons were left out: `lesson`, `file`, `line` and `what`.
    """
    found: dict[str, Any] = {"lessons": [dataclasses.asdict(lesson) for lesson in lessons]}
    found["broken"] = [
        {"lesson": one.lesson, "file": str(one.place.file), "line": one.place.line, "what": one.what}
        for one in broken
    ]
    for lesson in found["lessons"]:
        for step in lesson["steps"]:
            for check in step["checks"]:
                check["next"] = check.pop("fault") or check["next"]
    return found
