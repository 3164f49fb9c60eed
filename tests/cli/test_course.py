"""`k8stutor course prove`: what is tried, how it is told, and what the exit code says."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tutor.authoring import prove, proving, sample, variants
from tutor.base import errors
from tutor.cli import main
from tutor.course import model
from tutor.session import request

GOOD = prove.Row("01-toy", "look", "toy.ran", right=3, wrong=3, races=2)
BAD = prove.Row("01-toy", "look", "toy.not", right=3, wrong=3, races=1, false_accepts=["an echo"])
TRIALS = variants.Trials(
    "look",
    tuple(variants.Trial("right", about, (), "", model.NOWHERE) for about in ("one", "two", "three")),
    (),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a call asked for; the rows are those under "rows"."""
    found: dict[str, Any] = {"rows": [GOOD]}

    async def prove_course(
        wanted: request.Options,
        lessons: Sequence[str],
        say: Any,
        *,
        choose: sample.Choose,
        patience: float,
        steps: Sequence[str],
    ) -> list[prove.Row]:
        say("a line of progress")
        chosen = [trial.about for trial in choose(TRIALS)]
        found.update(
            course=wanted.course, lessons=list(lessons), chosen=chosen, patience=patience, steps=steps
        )
        rows: list[prove.Row] = found["rows"]
        return rows

    monkeypatch.setattr(proving, "prove_course", prove_course)
    return found


@pytest.mark.parametrize(
    ("words", "chosen", "told"),
    [
        ([], ["one"], "This was sample 0 of each step"),
        (["--sample", "4"], ["two"], "This was sample 4 of each step"),
        (["--all"], ["one", "two", "three"], "Everything was tried."),
        (["--step", "look", "--step", "leap"], ["one"], "This was sample 0 of each step"),
    ],
)
def test_a_sample_or_all(
    asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    chosen: list[str],
    told: str,
) -> None:
    """The table stands on stdout with what was tried; progress goes to stderr."""
    assert main.main(["course", "prove", "dir", "1", "--lang", "en", *words]) == errors.GOOD
    assert asked["chosen"] == chosen
    assert asked["steps"] == [word for word in words if word in ("look", "leap")]
    assert (asked["course"], asked["lessons"]) == (Path("dir"), ["1"])
    said = capsys.readouterr()
    assert "01-toy look / toy.ran" in said.out
    assert told in said.out
    assert said.err == "a line of progress\n"


def test_json_and_the_exit_code(asked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """An error of any check is a failure, and stands in the object."""
    asked["rows"] = [GOOD, BAD]
    words = ["course", "prove", "dir", "--json", "--patience", "0.5"]
    assert main.main(words) == errors.CHECK_FAILED
    assert asked["patience"] == 0.5
    found = json.loads(capsys.readouterr().out)
    assert found["run"] == "sample 0"
    assert found["totals"]["false_accepts"] == 1
    assert found["checks"][1]["false_accepts"] == ["an echo"]


def test_a_sample_of_everything_is_a_contradiction(capsys: pytest.CaptureFixture[str]) -> None:
    """Told as wrong usage."""
    assert main.main(["course", "prove", "dir", "--all", "--sample", "1"]) == errors.WRONG_USAGE
