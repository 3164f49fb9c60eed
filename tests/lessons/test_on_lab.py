"""Graders are graded: on the lab, every check accepts what is right and refuses what is wrong."""

from pathlib import Path

import pytest

from tests.lab import running
from tutor.authoring import front, prove
from tutor.base import paths
from tutor.course import loader
from tutor.session import request

PATIENCE = 3.0
"""Seconds; the lab has converged long before."""


@pytest.mark.lab
@pytest.mark.timeout(600)
@pytest.mark.parametrize("lesson", [lesson.id for lesson in loader.load(paths.bundle()).lessons])
async def test_no_check_errs(lesson: str, tmp_path: Path) -> None:
    """Neither a false accept nor a false reject nor a fault, for any check of the lesson."""
    said: list[str] = []
    with running.lab(tmp_path):
        wanted = request.Options(course=paths.bundle(), lang="ko", on="lab")
        rows = await front.prove_course(wanted, [lesson], said.append, patience=PATIENCE)
    assert rows
    assert all(row.right > 2 and row.wrong > 2 for row in rows)
    assert all(row.good for row in rows), prove.render(rows)
