"""`course prove`: does every check accept what is right and refuse what is wrong?

The trials are run by a front that the caller hands in (a session on the lab); this module says what to run in
which order, and judges the results. `table` shows what came out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tutor.authoring import rules, sample, variants
from tutor.base import errors
from tutor.checkapi import verdict
from tutor.course import fields, files, loader, model


class Front(Protocol):
    """Where trials run. It stays in one lesson, whose steps are proved in their order."""

    async def attempt(self, step: model.Step, trial: variants.Trial) -> Sequence[verdict.Result]:
        """Enter the step afresh, choose the trial's answer if any, run its commands; a result for each check.

        A wrong trial has to stay wrong for a while. A race is graded while its `during` goes on, and the solution
        already while its commands run, which must not make a check fail of itself.
        """

    async def undo(self, commands: Sequence[model.Command]) -> None:
        """Run commands that are not part of any trial."""


@dataclass
class Row:
    """How one check of one step did. The lists hold what the variants are about.

    `form` is "" where the lesson has but one. `races` counts the solution as well, which is graded while it runs, so
    that `trials`, how many came to a verdict, is no sum of the others.
    """

    lesson: str
    step: str
    check: str
    form: str = ""
    right: int = 0
    wrong: int = 0
    races: int = 0
    trials: int = 0
    false_rejects: list[str] = field(default_factory=list)
    false_accepts: list[str] = field(default_factory=list)
    lost_races: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the check never erred."""
        return not (self.false_rejects or self.false_accepts or self.lost_races or self.faults)


def read(root: Path, source: loader.Source) -> tuple[variants.Trials, ...]:
    """The trials of a lesson. Raises CourseError for the first thing that is wrong with them."""
    path = source.folder / variants.FILE
    problems: fields.Problems = []
    found = variants.parse(files.read(root, path), path, source.steps, problems)
    if problems:
        raise problems[0]
    return found


async def prove(
    root: Path,
    source: loader.Source,
    lesson: model.Lesson,
    front: Front,
    choose: sample.Choose = sample.everything,
    form: str = "",
    only: Collection[str] = (),
) -> list[Row]:
    """Try what is chosen of one lesson, as it is in one form. Raises CourseError for a broken prove.yaml.

    Of each step the wrong variants come first, then right ones and races, each undone before the next; the solution
    comes last and stays, since the next step builds on it. With `only`, ids of steps, no others are judged: those
    before the last of them are solved, those behind it left alone.
    """
    trials = {item.step: item for item in read(root, source)}
    parts = {part.id: part for part in source.steps}
    rows: list[Row] = []
    for step in _up_to(lesson.steps, only):
        part = parts[step.id]
        if only and step.id not in only:
            await front.attempt(step, variants.solution(part))
            continue
        mine = trials.get(step.id, variants.Trials(step.id, (), ()))
        table = [Row(lesson.id, step.id, name, form) for name in rules.check_ids(part)]
        for trial in choose(mine):
            judge(table, trial, await front.attempt(step, trial))
            await front.undo(mine.undo)
        solution = variants.solution(part)
        judge(table, solution, await front.attempt(step, solution))
        rows += table
    return rows


def _up_to(steps: Sequence[model.Step], only: Collection[str]) -> Sequence[model.Step]:
    """The steps as far as the last that is named; all where none is."""
    last = max((at for at, step in enumerate(steps) if step.id in only), default=-1)
    return steps[: last + 1] if only else steps


def judge(table: Sequence[Row], trial: variants.Trial, results: Sequence[verdict.Result]) -> None:
    """Enter one trial's results, which stand in the order of the step's checks."""
    if len(table) != len(results):
        raise errors.InternalFault(f"{len(results)} results for {len(table)} checks of a step")
    for row, result in zip(table, results, strict=True):
        if fault := result.fault or result.lacks:
            row.faults.append(f"{trial.about}: {fault}")
        else:
            _enter(row, trial, result.passed, f"{trial.about} (seen: {result.seen})")


def _enter(row: Row, trial: variants.Trial, passed: bool, about: str) -> None:
    if trial.kind == "wrong" and row.check not in trial.fails:
        return
    row.trials += 1
    if trial.kind == "wrong":
        row.wrong += 1
        if passed:
            row.false_accepts.append(about)
    elif trial.kind == "race":
        row.races += 1
        if not passed:
            row.lost_races.append(about)
    else:
        row.right += 1
        row.races += trial.kind == "solution"
        if not passed:
            row.false_rejects.append(about)
