"""Graders are graded: on the lab, checks accept what is right and refuse what is wrong.

Of every lesson all solutions, graded while they run, and of one step in EVERY a sample of the other ways. `course prove
--all` tries all of them, and docs/proof.md keeps its table. K8STUTOR_SAMPLE is the sample's number, so that runs one
after the other come to everything. The checks that no lesson uses are tried in a course of their own, all of it.
"""

import os
from pathlib import Path

import pytest

from tests.lab import running
from tutor.authoring import proving, sample, table
from tutor.base import paths
from tutor.course import loader, model
from tutor.session import request

PATIENCE = 1.0
"""Seconds; the lab has converged before."""

EVERY = 4

LEFTOVER = Path(__file__).parents[1] / "proofcourse"

NUMBER = int(os.environ.get("K8STUTOR_SAMPLE", "0"))


@pytest.mark.lab
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lesson", loader.load(paths.bundle()).lessons, ids=lambda lesson: lesson.id)
async def test_no_check_errs(lesson: model.Lesson, tmp_path: Path) -> None:
    """Neither a false accept nor a false reject nor a fault, for any check of the lesson, in one of its forms."""
    said: list[str] = []
    forms = [*lesson.forms] or [""]
    turn, step = divmod(NUMBER, EVERY)
    turn, at = divmod(turn, len(forms))  # each form meets every way, however many there are of either
    form = forms[at]
    with running.lab(tmp_path):
        wanted = request.Options(course=paths.bundle(), lang="ko", on="lab", form=form)
        choose = sample.sparse(turn * EVERY + step, EVERY)
        rows = await proving.prove_course(wanted, [lesson.id], said.append, choose=choose, patience=PATIENCE)
    assert {row.form for row in rows} == {form}
    assert all(row.right and row.races for row in rows)
    assert any(row.wrong and row.right > 1 for row in rows)
    assert all(row.good for row in rows), "\n".join([f"sample {NUMBER}", *said, table.render(rows)])


@pytest.mark.lab
@pytest.mark.timeout(300)
async def test_no_check_that_the_lessons_leave_out_errs(tmp_path: Path) -> None:
    """Every way of the course that has a step for each of them."""
    said: list[str] = []
    with running.lab(tmp_path):
        wanted = request.Options(course=LEFTOVER, lang="en", on="lab")
        rows = await proving.prove_course(wanted, [], said.append, patience=PATIENCE)
    assert {row.check for row in rows} == {
        use.name for lesson in loader.load(LEFTOVER).lessons for step in lesson.steps for use in step.checks
    }
    assert all(row.right > 2 and row.wrong > 2 and row.races > 1 for row in rows)
    assert all(row.good for row in rows), "\n".join([*said, table.render(rows)])
