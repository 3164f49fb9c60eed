"""The kept course: believed while nothing has changed, harmless when broken."""

import os
from pathlib import Path

import pytest

from tutor.base import errors, paths
from tutor.course import loader
from tutor.tui import memo

LESSON = "steps:\n  - id: one\n    commands:\n      - run: kubectl get nodes\n        host: k8s-m\n"
PROSE = "# First\n\nWhy.\n\n<!-- step: one -->\n## {title}\n\nLook.\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "course" / "lessons" / "01-first"
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text(LESSON)
    (folder / "en.md").write_text(PROSE.format(title="Nodes"))
    return tmp_path / "course"


def title(course: Path) -> str:
    """The only step's title, as the memo has it."""
    return str(memo.load(course).lessons[0].steps[0].title["en"])


def test_the_second_reading_asks_no_parser(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read once comes from the cache, and is the same course."""
    first = memo.load(course)
    monkeypatch.setattr(loader, "load", None)
    assert memo.load(course) == first


def test_a_changed_file_is_read_again(course: Path) -> None:
    """The author sees what they wrote."""
    assert title(course) == "Nodes"
    prose = course / "lessons" / "01-first" / "en.md"
    prose.write_text(PROSE.format(title="Machines"))
    os.utime(prose, ns=(1, 1))
    assert title(course) == "Machines"


def test_a_broken_cache_is_as_good_as_none(course: Path, tmp_path: Path) -> None:
    """Garbage in the cache costs a reading, nothing else."""
    memo.load(course)
    for kept in (tmp_path / "cache").rglob("*.pickle"):
        kept.write_bytes(b"garbage")
    assert title(course) == "Nodes"


def test_a_broken_course_is_told_and_not_kept(course: Path) -> None:
    """An error is an error each time."""
    (course / "lessons" / "01-first" / "lesson.yaml").write_text("steps: 3\n")
    for _ in range(2):
        with pytest.raises(errors.CourseError):
            memo.load(course)


def test_what_was_read_longest_ago_is_forgotten(course: Path) -> None:
    """Who opens many courses, as a test does, does not fill the disk."""
    memo.load(course)
    (kept,) = paths.cache().glob("course-*.pickle")
    for number in range(memo.MOST + 3):
        older = kept.with_name(f"course-{number:08x}.pickle")
        older.write_bytes(kept.read_bytes())
        os.utime(older, (number, number))
    kept.unlink()
    memo.load(course)
    left = {file.name for file in paths.cache().glob("course-*.pickle")}
    assert left == {kept.name, *(f"course-{number:08x}.pickle" for number in range(4, memo.MOST + 3))}
