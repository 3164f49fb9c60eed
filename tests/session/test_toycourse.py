"""The toy course has one lesson of each fate, and each comes out as what it is: walked on real shells, and linted."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.session import here
from tutor.authoring import lint
from tutor.base import errors
from tutor.checkapi import discovery
from tutor.cli import main
from tutor.course import loader
from tutor.progress import store
from tutor.session import opening, report, session, walk

ROOT = Path(__file__).parents[1] / "toycourse"
GOOD = (
    "01-passes",
    "02-fails",
    "03-times-out",
    "04-raises",
    "05-hangs",
    "06-no-host",
    "07-needs",
    "13-no-check",
)
BROKEN = {
    "08-not-yaml": ("lesson.yaml", 4, "this is not YAML"),
    "09-wrong-shape": ("lesson.yaml", 10, "the step has no use for 'cleenup'"),
    "10-not-utf-8": ("en.md", 8, "the text is not UTF-8"),
    "11-control": ("en.md", 8, "the text holds a control character"),
    "12-continues": ("lesson.yaml", 1, "the lesson continues '08-not-yaml', which is broken"),
}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[opening.Desk]:
    """The course at a place without cluster, router and workers."""
    found = discovery.discover(discovery.folders(ROOT))
    kept = store.Store(store.NOWHERE)
    where = here.Here(tmp_path)
    yield opening.Desk(loader.load(ROOT), "en", where, found.checks, kept, lambda _: None, own=False)
    kept.close()


async def walked(desk: opening.Desk, name: str) -> tuple[report.LessonReport, str]:
    """A lesson's report, and what was said on the way."""
    said: list[str] = []
    async with desk.session(desk.lessons([name])[0], grade_at_once=False) as one:
        return await walk.walk(one, said.append), "\n".join(said)


async def test_it_passes(desk: opening.Desk, tmp_path: Path) -> None:
    """And cleans up after itself."""
    lesson, said = await walked(desk, "01-passes")
    assert lesson.passed
    assert "passed: The word is there\n  seen: hello" in said
    assert not (tmp_path / "word").exists()


async def test_it_fails(desk: opening.Desk) -> None:
    """What was expected, what was seen, what to do."""
    lesson, said = await walked(desk, "02-fails")
    assert not lesson.passed
    assert not lesson.faulty
    assert "NOT passed: The word is there\n  expected: hello\n  seen: hullo\n  next: Write the file." in said


async def test_a_command_that_does_not_end_is_interrupted(desk: opening.Desk) -> None:
    """After its own time; what it would have done later is not done."""
    lesson, said = await walked(desk, "03-times-out")
    assert not lesson.passed
    assert "(no end within 0.5 s)" in said
    assert lesson.steps[0].checks[0].seen == "nothing"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("04-raises", "RuntimeError: no verdict on 1 commands"),
        ("05-hangs", "no verdict within 0.2 s"),
        ("13-no-check", "there is no check named 'toy.fole'"),
    ],
)
async def test_a_fault_of_the_check_is_not_the_learners(desk: opening.Desk, name: str, fault: str) -> None:
    """It is reported as what it is, and the lesson is at fault, not failed."""
    lesson, said = await walked(desk, name)
    assert lesson.faulty
    assert f"the check itself failed, which is no fault of yours: {fault}" in said


@pytest.mark.parametrize(("name", "lacks"), [("06-no-host", "k8s-w2"), ("07-needs", "router")])
async def test_what_the_place_lacks_is_named(
    desk: opening.Desk, tmp_path: Path, name: str, lacks: str
) -> None:
    """Once; nothing is run and nothing graded."""
    lesson, said = await walked(desk, name)
    assert said.count("This step needs") == 1
    assert not lesson.passed
    assert lacks in lesson.steps[0].lacks
    assert lesson.steps[0].commands == ()
    assert not (tmp_path / "word").exists()


async def test_a_lesson_that_is_saved_while_it_is_made_ready(
    desk: opening.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session goes on in what its author has saved."""
    found = opening.read(ROOT)

    async def prepare(*_: object) -> None:
        desk.renew(found)

    monkeypatch.setattr(session.Session, "prepare", prepare)
    async with desk.session(desk.lessons(["1"])[0]) as one:
        assert one.course is desk.course
        assert one.lesson is desk.course.lesson("1")


def test_broken_lessons_are_named_and_the_others_offered() -> None:
    """Each with its file and line."""
    course = loader.load(ROOT)
    assert tuple(lesson.id for lesson in course.lessons) == GOOD
    found = {one.lesson: (one.place.file.name, one.place.line, one.what) for one in course.broken}
    assert found == BROKEN


def test_the_linter_says_all_of_it() -> None:
    """File and line of every fault, and nothing else."""
    found = {(problem.file.parent.name, problem.line, str(problem)) for problem in lint.lint(ROOT)}
    expected = {
        (lesson, line, what) for lesson, (_, line, what) in BROKEN.items() if lesson != "12-continues"
    }
    assert found == {
        *expected,
        ("13-no-check", 7, "there is no check 'toy.fole'"),
        ("checks", 3, "the checks in it cannot be loaded"),
    }


@pytest.mark.parametrize(
    ("lessons", "code"),
    [
        (["1"], errors.GOOD),
        (["1", "2"], errors.CHECK_FAILED),
        (["4"], errors.INTERNAL_FAULT),
        (["8"], errors.WRONG_USAGE),
        (["99"], errors.WRONG_USAGE),
    ],
)
def test_the_exit_code_tells_the_fates_apart(
    lessons: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the command line documents them."""

    async def place(*_: object) -> here.Here:
        return here.Here(tmp_path)

    monkeypatch.setattr(opening, "open_place", place)
    assert main.main(["walk", "--course", str(ROOT), "--lang", "en", "--json", *lessons]) == code


def test_a_course_walked_whole_names_what_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lesson that nobody can take is no success, though all others pass."""
    for part in ("checks", "lessons/01-passes", "lessons/08-not-yaml"):
        shutil.copytree(ROOT / part, tmp_path / part)

    async def place(*_: object) -> here.Here:
        return here.Here(tmp_path)

    monkeypatch.setattr(opening, "open_place", place)
    assert main.main(["walk", "--course", str(tmp_path), "--lang", "en", "--json"]) == errors.WRONG_USAGE
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [lesson["passed"] for lesson in found["lessons"]] == [True]
    assert [(one["lesson"], one["line"]) for one in found["broken"]] == [("08-not-yaml", 4)]
    assert "08-not-yaml/lesson.yaml:4: this is not YAML" in said.err
