"""What a grading finds on its way is told, and is no verdict."""

from pathlib import Path

from tests.session import conftest, here
from tutor.checkapi import declare, evidence, verdict
from tutor.course import model
from tutor.session import grading, state


@declare.check("file.grows", deadline=20)
def grows(seen: evidence.Evidence) -> verdict.Verdict:
    """It has three lines, of which each look writes one."""
    lines = seen.exec("k8s-m", ["sh", "-c", "echo >> grown; wc -l < grown"]).stdout.strip()
    return verdict.Verdict(lines == "3", "3 lines", f"{lines} lines")


@declare.check("file.there")
def there(seen: evidence.Evidence) -> verdict.Verdict:
    """At once."""
    return verdict.Verdict(True, "a file", "a file")


STEP = conftest.WRITE._replace(
    checks=tuple(model.CheckUse(name, {}, "k8s-m", {}) for name in ("file.there", "file.grows"))
)


async def graded(folder: Path, *, complete: bool) -> tuple[list[list[str]], list[bool]]:
    """What was seen by each look, with - for a check that has not looked, and whether they passed in the end."""
    told: list[tuple[grading.SoFar, frozenset[int]]] = []
    one = grading.Grader({"file.grows": grows, "file.there": there}, here.Here(folder))
    results = await one.grade(
        STEP, state.StepState(), "en", complete=complete, watch=lambda *look: told.append(look)
    )
    assert all(waiting == {1} for _, waiting in told)
    looks = [[result.seen if result else "-" for result in found] for found, _ in told]
    return looks, [result.passed for result in results]


async def test_while_a_check_waits_what_it_sees_is_told(tmp_path: Path) -> None:
    """Each change once, with what the others have found; the last look is the verdict."""
    looks, passed = await graded(tmp_path, complete=True)
    assert list(dict.fromkeys(found[1] for found in looks if found[1] != "-")) == ["1 lines", "2 lines"]
    assert looks[-1] == ["a file", "2 lines"]
    assert passed == [True, True]


async def test_where_nothing_is_waited_for_there_is_only_the_verdict(tmp_path: Path) -> None:
    """The learner has not done all yet."""
    assert await graded(tmp_path, complete=False) == ([], [True, False])
