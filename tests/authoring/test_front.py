"""Trials run in live shells, each in its step as if just entered."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.session import here
from tutor.authoring import front, variants
from tutor.base import errors
from tutor.checkapi import declare, evidence, verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import session


@declare.check("file.is", deadline=300)
def file_is(seen: evidence.Evidence, *, text: str) -> verdict.Verdict:
    """The note holds the text, and it was written by one command."""
    kept = seen.exec(seen.host, ["cat", "note"]).stdout.strip()
    return verdict.Verdict(kept == text and len(seen.commands) == 1, text, f"{kept} by {len(seen.commands)}")


TEXTS = {"en": "Write"}
STEP = model.Step(
    "write", TEXTS, TEXTS, checks=(model.CheckUse("file.is", {"text": "hello"}, "k8s-m", TEXTS),)
)
LESSON = model.Lesson("01-note", 1, TEXTS, TEXTS, (STEP,), ("k8s-m",))


def write(text: str) -> list[model.Command]:
    """A command that writes the note."""
    return [model.Command(f"echo {text} > note", "k8s-m")]


@declare.check("file.stays", deadline=300)
def file_stays(seen: evidence.Evidence, *, text: str) -> verdict.Verdict:
    """The note holds the text; says that waiting is of no use where it does not, and leaves word that it was asked."""
    kept = seen.exec(seen.host, ["cat", "note"]).stdout.strip()
    seen.exec(seen.host, ["touch", "asked"])
    return verdict.Verdict(kept == text, text, kept, final=True)


@declare.check("file.there")
def file_there(seen: evidence.Evidence) -> verdict.Verdict:
    """The note is there; raises while it is being written."""
    if seen.exec(seen.host, ["cat", "writing"]).exit_code == 0:
        raise RuntimeError("it is being written")
    return verdict.Verdict(seen.exec(seen.host, ["cat", "note"]).exit_code == 0, "a note", "")


@declare.check("answer.early")
def answer_early(seen: evidence.Evidence) -> verdict.Verdict:
    """The answer was chosen before anything ran."""
    return verdict.Verdict(
        seen.answer == "b" and not seen.answered_after, "b first", f"{seen.answered_after}"
    )


CHECKS = {check.name: check for check in (file_is, file_stays, file_there, answer_early)}


def trial(kind: variants.Kind, commands: list[model.Command], *during: model.Command) -> variants.Trial:
    """A trial of the step."""
    return variants.Trial(kind, "it", tuple(commands), "", model.NOWHERE, during=during)


def step(name: str, **args: str) -> model.Step:
    """The step with another check."""
    return STEP._replace(checks=(model.CheckUse(name, args, "k8s-m", TEXTS),))


@contextlib.asynccontextmanager
async def trying(
    folder: Path, said: list[str], *steps: model.Step, patience: float = 0.3
) -> AsyncIterator[front.SessionFront]:
    """A front in a lesson of these steps."""
    where, kept = here.Here(folder), store.Store(folder / "p.db")
    lesson = LESSON._replace(steps=steps)
    course = model.Course(folder, ("en",), (lesson,))
    one = session.Session(
        course, lesson, lang="en", where=where, checks=CHECKS, progress=kept, grade_at_once=False
    )
    try:
        await one.open()
        yield front.SessionFront(one, where, CHECKS, said.append, patience=patience)
    finally:
        await one.close()
        kept.close()


async def test_right_and_wrong_trials(tmp_path: Path) -> None:
    """Each trial sees its own commands only; a wrong one is not watched for the check's whole deadline."""
    said: list[str] = []
    async with trying(tmp_path, said, STEP) as one:
        wrong = await one.attempt(STEP, trial("wrong", write("bye")))
        await one.undo([model.Command("rm note", "k8s-m")])
        right = await one.attempt(STEP, trial("right", write("hello")))
    assert [result.passed for result in (*wrong, *right)] == [False, True]
    assert wrong[0].seen == "bye by 1"
    assert [line.partition(" (")[0] for line in said] == [
        "write: wrong: it: refused",
        "write: right: it: passed",
    ]


async def test_nothing_is_tried_where_the_lab_has_ended(tmp_path: Path) -> None:
    """A proof ends there, in place of finding every check at fault."""
    said: list[str] = []
    async with trying(tmp_path, said, STEP) as one:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(here.Here, "gone", True)
            with pytest.raises(errors.LabError):
                await one.attempt(STEP, trial("right", write("hello")))
    assert said == []


async def test_an_answer_may_come_after_the_commands(tmp_path: Path) -> None:
    """As that of a learner who looks first."""
    early = step("answer.early")
    first = dataclasses.replace(trial("right", write("hello")), answer="b")
    async with trying(tmp_path, [], early) as one:
        assert [result.passed for result in await one.attempt(early, first)] == [True]
        late = dataclasses.replace(first, kind="wrong", late=True)
        assert [result.passed for result in await one.attempt(early, late)] == [False]


async def test_an_error_of_a_check_is_told_with_what_ran(tmp_path: Path) -> None:
    """What the trial's own commands said, for it may not come again; nothing of a trial that went as it should."""
    said: list[str] = []
    async with trying(tmp_path, said, STEP) as one:
        await one.attempt(STEP, trial("wrong", write("bye")))
        await one.attempt(
            STEP, trial("right", [model.Command("echo oh dear; echo bye > note; false", "k8s-m")])
        )
    assert len(said) == 3
    assert said[2] == "  k8s-m# echo oh dear; echo bye > note; false\n  oh dear\n  (1)"


async def test_what_is_wrong_has_to_stay_wrong(tmp_path: Path) -> None:
    """A failure that called itself final and turns right by itself is found out."""
    stays = step("file.stays", text="hello")
    later = [model.Command("(until [ -e asked ]; do sleep 0.02; done; echo hello > note) &", "k8s-m")]
    async with trying(tmp_path, [], stays, patience=1.0) as one:
        results = await one.attempt(stays, trial("wrong", later))
    assert results[0].passed


async def test_a_race_is_graded_while_something_goes_on(tmp_path: Path) -> None:
    """It has to pass from the first look on, and when that has ended."""
    await_note = model.Command("echo bye > note", "k8s-m")
    hurts, harmless = (
        trial("race", write("hello"), await_note),
        trial("race", write("hello"), model.Command("true", "k8s-m")),
    )
    stays = step("file.stays", text="hello")
    async with trying(tmp_path, [], stays) as one:
        assert [result.passed for result in await one.attempt(stays, harmless)] == [True]
        assert [result.passed for result in await one.attempt(stays, hurts)] == [False]


async def test_a_race_whose_command_fails_has_proved_nothing(tmp_path: Path) -> None:
    """The failure of `during` is told as a fault, with its words."""
    broken = trial("race", write("hello"), model.Command("echo no such pod >&2; exit 3", "k8s-m"))
    async with trying(tmp_path, [], STEP) as one:
        results = await one.attempt(STEP, broken)
    assert results[0].fault == "during: echo no such pod >&2; exit 3: exit code 3: no such pod"


@pytest.mark.parametrize("kind", ["solution", "right"])
async def test_the_solution_is_graded_while_it_runs(tmp_path: Path, kind: variants.Kind) -> None:
    """A check that fails of itself in the middle of it is at fault, though it passes in the end."""
    slow = [
        model.Command("touch writing", "k8s-m"),
        model.Command("timeout 1 sh -c 'while :; do sleep 0.05; done'; rm writing; touch note", "k8s-m"),
    ]
    there = step("file.there")
    async with trying(tmp_path, [], there) as one:
        results = await one.attempt(there, trial(kind, slow))
    fault = results[0].fault or ""
    assert fault.startswith("while the commands ran: RuntimeError") is (kind == "solution")
    assert results[0].passed is (kind == "right")
