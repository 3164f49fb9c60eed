"""Proving runs every variant and counts what checks wrongly accept and reject."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.course import toy
from tutor.authoring import prove, sample, table, variants
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
    races:
      - {about: six, during: [{run: restart, host: k8s-m}]}
"""


class Front:
    """Runs nothing: a trial passes if its commands' text is in `passing`; remembers what it was asked."""

    def __init__(self, passing: Sequence[str], *, racing: bool = True) -> None:
        self.passing = passing
        self.racing = racing
        self.log: list[str] = []

    async def attempt(self, step: model.Step, trial: variants.Trial) -> Sequence[verdict.Result]:
        text = " ".join(command.text for command in trial.commands)
        during = " ".join(command.text for command in trial.during)
        self.log.append(f"{trial.kind}: {text}/{trial.answer}{during}")
        passed = text in self.passing and (self.racing or trial.kind != "race")
        return [verdict.Result(use.name, passed, seen=text) for use in step.checks]

    async def undo(self, commands: Sequence[model.Command]) -> None:
        self.log.extend(command.text for command in commands)


def run(
    root: Path, front: Front, choose: sample.Choose = sample.everything, only: Sequence[str] = ()
) -> list[prove.Row]:
    """The rows of the toy course."""
    reading = loader.read(root)
    lesson = reading.course.lessons[0]
    return asyncio.run(prove.prove(root, reading.sources[0], lesson, front, choose, only=only))


def test_a_good_check_has_a_clean_row(tmp_path: Path) -> None:
    """Solution, right variants and races pass, wrong ones do not; each is undone but the solution."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    front = Front(["kubectl get nodes", "good 1", "good 2"])
    row = run(tmp_path, front)[0]
    assert row.good
    assert (row.right, row.wrong, row.races) == (3, 3, 2)
    assert front.log == [
        *("wrong: bad 1/", "undo", "wrong: bad 2/", "undo", "wrong: bad 3/a", "undo"),
        *("right: good 1/b", "undo", "right: good 2/b", "undo"),
        *("race: kubectl get nodes/brestart", "undo", "solution: kubectl get nodes/b", "solution: /"),
    ]


def test_one_step_alone_is_tried_and_those_behind_it_are_left(tmp_path: Path) -> None:
    """The first of two is tried, the second not even solved; a name that is no step's tries nothing."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    front = Front(["kubectl get nodes", "good 1", "good 2"])
    assert [row.step for row in run(tmp_path, front, only=["look"])] == ["look"]
    assert front.log[-1] == "solution: kubectl get nodes/b"
    assert run(tmp_path, Front([]), only=["elsewhere"]) == []


def test_what_comes_before_one_step_is_only_solved(tmp_path: Path) -> None:
    """The second step builds on the first, which is brought about and not judged."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    front = Front([])
    assert run(tmp_path, front, only=["think"]) == []
    assert front.log == ["solution: kubectl get nodes/b", "solution: /"]


def test_errors_of_a_check_are_counted_and_named(tmp_path: Path) -> None:
    """False accepts and false rejects stand in the table with the variant that showed them."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    rows = run(tmp_path, Front(["kubectl get nodes", "good 1", "bad 2"], racing=False))
    assert rows[0].false_accepts == ["four (seen: bad 2)"]
    assert rows[0].false_rejects == ["two (seen: good 2)"]
    assert rows[0].lost_races == ["six (seen: kubectl get nodes)"]
    said = table.render(rows)
    assert "1 checks, 7 judgements: 1 false accepts, 2 false rejects, 0 faults." in said
    assert "    rejected in a race: six (seen: kubectl get nodes)" in said
    found = table.as_json(rows, "all")
    assert found["totals"]["false_rejects"] == 2
    assert found["checks"][0]["check"] == "toy.ran"


def test_a_sample_has_one_of_each_and_rotates(tmp_path: Path) -> None:
    """A right one, a wrong one and a race; the numbers together come to everything."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)
    seen: set[str] = set()
    for number in range(3):
        front = Front([])
        run(tmp_path, front, sample.numbered(number))
        kinds = [line.partition(":")[0] for line in front.log if line != "undo"]
        assert kinds == ["wrong", "right", "race", "solution", "solution"]
        seen.update(front.log)
    assert {f"wrong: bad {n}/{'a' if n == 3 else ''}" for n in (1, 2, 3)} <= seen
    assert {"right: good 1/b", "right: good 2/b"} <= seen


def test_a_sparse_sample_comes_to_every_step() -> None:
    """Each number to some of them; together to all, and to all trials of each in time."""
    trial = variants.Trial("right", "a", (), "", model.NOWHERE)
    steps = [variants.Trials("step", (trial,), (), at) for at in range(7)]
    chosen = [[trials.at for trials in steps if sample.sparse(number, 3)(trials)] for number in range(3)]
    assert chosen == [[0, 3, 6], [1, 4], [2, 5]]


def test_what_could_not_be_graded_is_a_fault(tmp_path: Path) -> None:
    """A check that fails of itself, or that the place has no means for, has proved nothing."""
    toy.write(tmp_path)
    part = loader.read(tmp_path).sources[0].steps[0]
    rows = [prove.Row("01-toy", "look", "toy.ran")]
    prove.judge(rows, variants.solution(part), [verdict.Result("toy.ran", False, fault="ValueError: x")])
    prove.judge(rows, variants.solution(part), [verdict.Result("toy.ran", False, lacks="calico")])
    assert rows[0].faults == ["the solution: ValueError: x", "the solution: calico"]
    assert not rows[0].good


def test_every_trial_with_a_verdict_is_counted_once(tmp_path: Path) -> None:
    """The solution is right and a race at once; where it ends in a fault it is neither, and the others stay."""
    (toy.write(tmp_path) / variants.FILE).write_text(PROVE)

    class Faulty(Front):
        async def attempt(self, step: model.Step, trial: variants.Trial) -> Sequence[verdict.Result]:
            results = await super().attempt(step, trial)
            if trial.kind != "solution":
                return results
            return [verdict.Result(one.name, False, fault="ValueError: x") for one in results]

    passing = ["kubectl get nodes", "good 1", "good 2"]
    assert table.totals(run(tmp_path, Front(passing)))["trials"] == 7
    found = table.totals(run(tmp_path, Faulty(passing)))
    assert (found["trials"], found["faults"]) == (6, 1)


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
        (PROVE[: PROVE.index("    races:")], "step 'look' has no race"),
        (PROVE + "    unraced: nothing can go on\n", "has races, and a reason"),
        (PROVE[: PROVE.index("    races:")] + "    unraced: ''\n", "'unraced' must be a non-empty text"),
        (PROVE.replace("answer: a,", "answer: a, late: maybe,"), "'late' must be true or false"),
        (PROVE.replace("{about: six,", "{about: six, late: true,"), "no use for 'late'"),
        (PROVE.replace(", during: [{run: restart, host: k8s-m}]", ""), "nothing goes on in this race"),
    ],
)
def test_too_few_or_unknown_variants_are_refused(tmp_path: Path, text: str, what: str) -> None:
    """Each check has to be proved by two right variants and three wrong ones."""
    (toy.write(tmp_path) / variants.FILE).write_text(text)
    with pytest.raises(errors.CourseError, match=what):
        run(tmp_path, Front([]))


def test_a_step_may_say_why_nothing_can_go_on_meanwhile(tmp_path: Path) -> None:
    """Then only its solution is a race."""
    text = PROVE[: PROVE.index("    races:")] + "    unraced: it looks at nothing that could change\n"
    (toy.write(tmp_path) / variants.FILE).write_text(text)
    row = run(tmp_path, Front(["kubectl get nodes", "good 1", "good 2"]))[0]
    assert (row.good, row.races) == (True, 1)


def test_the_table_speaks_korean_in_the_same_columns(tmp_path: Path) -> None:
    """Its head is as wide as its numbers, whatever the letters."""
    row = prove.Row("01-toy", "look", "toy.ran", right=3, wrong=3, races=2, trials=7)
    head, numbers, sums = table.render([row], "ko").splitlines()
    assert len(head) + sum("가" <= char <= "힣" for char in head) == len(numbers)
    assert sums == "검사 1개, 판정 7번: 오통과 0, 오거부 0, 결함 0."


def test_the_table_tells_in_korean_what_was_seen() -> None:
    """What the tutor calls a trial, too; the author's words stay."""
    row = prove.Row(
        "01-toy", "look", "toy.ran", false_rejects=["the solution (seen: 없음)", "two (seen: 없음)"]
    )
    said = table.render([row], "ko")
    assert "    맞았는데 거부: 단계의 풀이 (관찰: 없음)" in said
    assert "    맞았는데 거부: two (관찰: 없음)" in said
