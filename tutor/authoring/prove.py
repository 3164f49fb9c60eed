"""`course prove`: does every check accept what is right and refuse what is wrong?

The trials are run by a front that the caller hands in (a session on the lab); this module says what to run in
which order, and judges the results.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tutor.authoring import rules, variants
from tutor.base import errors
from tutor.checkapi import verdict
from tutor.course import fields, files, loader, model


class Front(Protocol):
    """Where trials run. It stays in one lesson, whose steps are proved in their order."""

    async def attempt(
        self, step: model.Step, commands: Sequence[model.Command], answer: str, *, right: bool
    ) -> Sequence[verdict.Result]:
        """Enter the step afresh, choose `answer` if any, run the commands; a result for each check.

        What is not `right` need not be given all the time that a cluster may take to converge.
        """

    async def undo(self, commands: Sequence[model.Command]) -> None:
        """Run commands that are not part of any trial."""


@dataclass
class Row:
    """How one check of one step did. The lists hold what the variants are about."""

    lesson: str
    step: str
    check: str
    right: int = 0
    wrong: int = 0
    false_rejects: list[str] = field(default_factory=list)
    false_accepts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the check never erred."""
        return not (self.false_rejects or self.false_accepts or self.faults)


def read(root: Path, source: loader.Source) -> tuple[variants.Trials, ...]:
    """The trials of a lesson. Raises CourseError for the first thing that is wrong with them."""
    path = source.folder / variants.FILE
    problems: fields.Problems = []
    found = variants.parse(files.read(root, path), path, source.steps, problems)
    if problems:
        raise problems[0]
    return found


async def prove(root: Path, source: loader.Source, lesson: model.Lesson, front: Front) -> list[Row]:
    """Try everything of one lesson. Raises CourseError for a broken prove.yaml.

    Of each step the wrong variants come first, then the right ones, each undone before the next; the solution
    comes last and stays, since the next step builds on it.
    """
    trials = {item.step: item for item in read(root, source)}
    rows: list[Row] = []
    for step, part in zip(lesson.steps, source.steps, strict=True):
        mine = trials.get(step.id, variants.Trials(step.id, (), ()))
        table = [Row(lesson.id, step.id, name) for name in rules.check_ids(part)]
        for trial in sorted(mine.trials, key=lambda trial: trial.right):
            results = await front.attempt(step, trial.commands, trial.answer, right=trial.right)
            judge(table, trial, results)
            await front.undo(mine.undo)
        solution = variants.Trial("the solution", step.solution, part.answer, (), step.place)
        judge(table, solution, await front.attempt(step, step.solution, part.answer, right=True))
        rows += table
    return rows


def judge(table: Sequence[Row], trial: variants.Trial, results: Sequence[verdict.Result]) -> None:
    """Enter one trial's results, which stand in the order of the step's checks."""
    if len(table) != len(results):
        raise errors.InternalFault(f"{len(results)} results for {len(table)} checks of a step")
    for row, result in zip(table, results, strict=True):
        if result.fault:
            row.faults.append(f"{trial.about}: {result.fault}")
        elif trial.right:
            row.right += 1
            if not result.passed:
                row.false_rejects.append(f"{trial.about} (seen: {result.seen})")
        elif row.check in trial.fails:
            row.wrong += 1
            if result.passed:
                row.false_accepts.append(f"{trial.about} (seen: {result.seen})")


def render(rows: Sequence[Row]) -> str:
    """The table of false accepts and rejects per check, and what each error was about."""
    lines = [f"{'step / check':58} {'right':>6} {'rejected':>9} {'wrong':>6} {'accepted':>9}"]
    for row in rows:
        name = f"{row.lesson} {row.step} / {row.check}"
        counts = f"{row.right:>6} {len(row.false_rejects):>9} {row.wrong:>6} {len(row.false_accepts):>9}"
        lines.append(f"{name:58} {counts}")
        lines += [f"    rejected though right: {about}" for about in row.false_rejects]
        lines += [f"    accepted though wrong: {about}" for about in row.false_accepts]
        lines += [f"    fault of the check: {about}" for about in row.faults]
    accepted = sum(len(row.false_accepts) for row in rows)
    rejected = sum(len(row.false_rejects) for row in rows)
    faults = sum(len(row.faults) for row in rows)
    lines.append(f"{len(rows)} checks: {accepted} false accepts, {rejected} false rejects, {faults} faults.")
    return "\n".join(lines)
