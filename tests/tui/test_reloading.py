"""While an author writes, the screens follow their files: a real course on disk, in real shells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.session import here
from tests.tui.conftest import until
from tutor.session import opening, request, session
from tutor.tui import application, engine, reloading
from tutor.tui.widgets.lesson import commands, pane

LESSON = """\
steps:
  - id: first
    commands: [{run: echo one > word, host: k8s-m}]
    checks:
      - {check: mine.word, title: {en: The word}, with: {word: one}}
  - id: second
    commands: [{run: WORD=two, host: k8s-m}]
    checks:
      - {check: mine.word, title: {en: The word}, with: {word: two}}
"""
PROSE = """\
# Words

About words.

<!-- step: first -->
## First

Write it.

<!-- step: second -->
## Second

Write another.
"""
CHECK = """\
from tutor.checkapi import declare, evidence, verdict


@declare.check("mine.word")
def word(seen: evidence.Evidence, *, word: str) -> verdict.Verdict:
    kept = (seen.read_file(seen.host, "word") or "").strip()
    return verdict.Verdict(kept == word, word, f"SAID {kept}")
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson with a check of its own, at this machine's bash, with progress of its own."""
    root, work = tmp_path / "course", tmp_path / "work"
    folder = root / "lessons" / "01-words"
    for made in (folder, root / "checks", work):
        made.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(LESSON)
    (folder / "en.md").write_text(PROSE)
    (root / "checks" / "mine.py").write_text(CHECK)

    async def place(*_: object) -> here.Here:
        return here.Here(work)

    monkeypatch.setattr(opening, "open_place", place)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


@asynccontextmanager
async def watching(course: Path) -> AsyncIterator[Pilot[int]]:
    """The application at the second step, with a live shell in which a variable is set."""
    behind = engine.Engine(request.Options(course, "en", "lab", watch=True))
    app = application.TutorApp(behind, "en")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(
            pilot, lambda: app.lesson_screen is not None and app.lesson_screen.play.session is not None
        )
        await pilot.press("n")
        await until(pilot, lambda: "k8s-m" in current(pilot).shells)
        await pilot.press("enter")
        await until(pilot, lambda: bool(current(pilot).standing.ran))
        try:
            yield pilot
        finally:
            await behind.close(stop_lab=False)


def current(pilot: Pilot[int]) -> session.Session:
    """The session under way."""
    assert isinstance(pilot.app, application.TutorApp)
    shown = pilot.app.lesson_screen
    assert shown
    found = shown.play.session
    assert isinstance(found, session.Session)
    return found


def prose(pilot: Pilot[int]) -> str:
    """What the lesson's pane says."""
    assert isinstance(pilot.app, application.TutorApp)
    shown = pilot.app.lesson_screen
    assert shown
    return "\n".join(str(part.render()) for part in shown.query_one(pane.LessonPane).query(Static))


def marked(pilot: Pilot[int]) -> str:
    """What the list of commands shows."""
    return str(pilot.app.screen.query_one(commands.Commands).render())


def notices(pilot: Pilot[int]) -> str:
    """All notices that are up."""
    return "\n".join(str(notice.message) for notice in pilot.app._notifications)


async def test_saved_prose_is_shown_at_once(course: Path) -> None:
    """At the same step, which another step before it has moved; the shell and what was done in it stay."""
    async with watching(course) as pilot:
        before = current(pilot)
        (course / "lessons/01-words/en.md").write_text(
            PROSE.replace("Write another.", "Write a better one.")
            + "\n<!-- step: zeroth -->\n## Zeroth\n\nBefore all.\n"
        )
        await until(pilot, lambda: "Write a better one." in prose(pilot))
        (course / "lessons/01-words/lesson.yaml").write_text(
            LESSON.replace("steps:\n", "steps:\n  - id: zeroth\n")
        )
        await until(pilot, lambda: current(pilot).index == 2)
        assert current(pilot) is before
        assert [record.text for record in before.standing.ran] == ["WORD=two"]
        assert "Write a better one." in prose(pilot)
        record = await before.run("echo $WORD", "k8s-m")
        assert record.output.strip() == "two"
        assert pilot.app.return_code is None


async def test_a_broken_file_is_told_with_its_line(course: Path) -> None:
    """The lesson stays as it was, and goes on when the file is mended."""
    async with watching(course) as pilot:
        file = course / "lessons/01-words/lesson.yaml"
        file.write_text(LESSON.replace("id: second", "id: second\n    wat: 1"))
        await until(pilot, lambda: "lesson.yaml:7: the step has no use for 'wat'" in notices(pilot))
        assert "Write another." in prose(pilot)
        assert current(pilot).index == 1
        file.write_text(LESSON.replace("WORD=two", "WORD=three"))
        await until(pilot, lambda: current(pilot).step.commands[0].text == "WORD=three")
        await until(pilot, lambda: "WORD=three" in marked(pilot))


async def test_a_saved_check_grades_from_then_on(course: Path) -> None:
    """A new verdict comes from the new file; one that cannot be loaded is told, and the old one goes on."""
    async with watching(course) as pilot:
        before = current(pilot)
        file = course / "checks/mine.py"
        file.write_text(CHECK.replace("SAID", "MEANT"))
        await until(pilot, lambda: "read again" in notices(pilot))
        assert [result.seen for result in await before.grade()] == ["MEANT "]
        file.write_text(CHECK + "\n1 +\n")
        await until(pilot, lambda: "mine.py:9: the checks in it cannot be loaded" in notices(pilot))
        assert [result.seen for result in await before.grade()] == ["MEANT "]


async def test_a_file_that_goes_while_it_is_read_is_read_once_more(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors that replace a file leave a moment in which there is none."""
    read, failed = opening.read, list[Path]()

    def once(root: Path) -> opening.Read:
        if not failed:
            failed.append(root)
            raise FileNotFoundError("en.md")
        return read(root)

    async with watching(course) as pilot:
        monkeypatch.setattr(opening, "read", once)
        monkeypatch.setattr(reloading, "LOOK", 0.01)
        (course / "lessons/01-words/en.md").write_text(PROSE.replace("another.", "a third one."))
        await until(pilot, lambda: "Write a third one." in prose(pilot))
    assert failed


async def test_a_broken_lesson_is_named_at_the_start(course: Path) -> None:
    """Beside one that is in order."""
    folder = course / "lessons/02-bad"
    folder.mkdir()
    (folder / "lesson.yaml").write_text("steps: [}")
    async with watching(course) as pilot:
        assert "02-bad/lesson.yaml:1: this is not YAML" in notices(pilot)


def test_the_stamp_changes_with_every_file(course: Path) -> None:
    """Files of lessons and checks, new ones and such as are gone."""
    seen = {reloading.stamp(course)}
    new = course / "lessons/02-more"
    new.mkdir()
    for file in (new / "lesson.yaml", course / "checks/more.py", course / "course.yaml"):
        file.write_text("x")
        seen.add(reloading.stamp(course))
    (new / "lesson.yaml").unlink()
    seen.add(reloading.stamp(course))
    assert len(seen) == 5
