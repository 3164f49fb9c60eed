"""Proving runs every variant and counts what checks wrongly accept and reject."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.course import toy
from tutor.authoring import prove, variants
from tutor.base import errors
from tutor.checkapi import verdict
from tutor.course import loader, model

PROVE = """\
steps:
  look:
    undo: [{run: undo, host: k8s-m}]
    right:
      - {about: one, commands: [{run: good 1, host: k8s-m}]}
      - {about: two, commands: [{run: good 2, host: k8s-m}]}
    wrong:
      - {about: three, commands: [{run: bad 1, host: k8s-m}]}
      - {about: four, commands: [{run: bad 2, host: k8s-m}]}
      - {about: five, answer: a, commands: [{run: bad 3, host: k8s-m}]}
"""


class Front:
    """Runs nothing: a command passes if its text is in `passing`; remembers what it was asked."""

    def __init__(self, passing: Sequence[str]) -> None:
        self.passing = passing
        self.log: list[str] = []

    async def attempt(
        self, step: model.Step, commands: Sequence[model.Command], answer: str, *, right: bool
    ) -> Sequence[verdict.Result]:
        text = " ".join(command.text for command in commands)
        assert right is not text.startswith("bad")
        self.log.append(f"{text}/{answer}")
        return [verdict.Result(use.name, text in self.passing, seen=text) for use in step.checks]

    async def undo(self, commands: Sequence[model.Command]) -> None:
        self.log.extend(command.text for command in commands)


def run(root: Path, front: Front) -> list[prove.Row]:
    """The table of the toy course."""
    reading = loader.read(root)
    return asyncio.run(prove.prove(root, reading.sources[0], reading.course.lessons[0], front))


def test_a_good_check_has_a_clean_row(tmp_path: Path) -> None:
    """Solution and right variants pass, wrong ones do not; each is undone but the solution."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    front = Front(["kubectl get nodes", "good 1", "good 2"])
    row = run(tmp_path, front)[0]
    assert row.good
    assert (row.right, row.wrong) == (3, 3)
    assert front.log[:6] == ["bad 1/", "undo", "bad 2/", "undo", "bad 3/a", "undo"]
    assert front.log[6:] == ["good 1/b", "undo", "good 2/b", "undo", "kubectl get nodes/b", "/"]


def test_errors_of_a_check_are_counted_and_named(tmp_path: Path) -> None:
    """False accepts and false rejects stand in the table with the variant that showed them."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    rows = run(tmp_path, Front(["kubectl get nodes", "good 1", "bad 2"]))
    assert rows[0].false_accepts == ["four (seen: bad 2)"]
    assert rows[0].false_rejects == ["two (seen: good 2)"]
    assert "1 checks: 1 false accepts, 1 false rejects, 0 faults." in prove.render(rows)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("steps: {}\n", "'look' are not proved"),
        (PROVE.replace("look", "lock"), "are not proved|no step 'lock'"),
        (
            PROVE.replace("      - {about: two, commands: [{run: good 2, host: k8s-m}]}\n", ""),
            "1 right variants",
        ),
        (PROVE.replace("{about: three", "{fails: [toy.run], about: three"), "no check 'toy.run'"),
        (
            PROVE.replace("- {about: five, answer: a, commands: [{run: bad 3, host: k8s-m}]}", ""),
            "2 wrong variants",
        ),
    ],
)
def test_too_few_or_unknown_variants_are_refused(tmp_path: Path, text: str, what: str) -> None:
    """Each check has to be proved by two right variants and three wrong ones."""
    (toy.write(tmp_path) / variants.FILE).write_text(text)
    with pytest.raises(errors.CourseError, match=what):
        run(tmp_path, Front([]))
