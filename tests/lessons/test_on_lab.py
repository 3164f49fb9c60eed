"""Graders are graded: on the lab, checks accept what is right and refuse what is wrong.

A sample of every lesson's trials; `k8stutor course prove . --all` tries all of them, and docs/proof.md keeps its table.
K8STUTOR_SAMPLE is the sample's number, so that runs one after the other come to everything.
"""

import os
from pathlib import Path

import pytest

from tests.lab import running
from tutor.authoring import proving, sample, table
from tutor.base import paths
from tutor.course import loader
from tutor.session import request

PATIENCE = 1.0
"""Seconds; the lab has converged before."""

NUMBER = int(os.environ.get("K8STUTOR_SAMPLE", "0"))


@pytest.mark.lab
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lesson", [lesson.id for lesson in loader.load(paths.bundle()).lessons])
async def test_no_check_errs(lesson: str, tmp_path: Path) -> None:
    """Neither a false accept nor a false reject nor a fault, for any check of the lesson."""
    said: list[str] = []
    with running.lab(tmp_path):
        wanted = request.Options(course=paths.bundle(), lang="ko", on="lab")
        rows = await proving.prove_course(
            wanted, [lesson], said.append, choose=sample.numbered(NUMBER), patience=PATIENCE
        )
    assert rows
    assert all(row.right > 1 and row.wrong and row.races for row in rows)
    assert all(row.good for row in rows), f"sample {NUMBER}\n{table.render(rows)}"
