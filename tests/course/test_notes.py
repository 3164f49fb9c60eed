"""The trainer's notes beside a lesson."""

from pathlib import Path

from tutor.base import paths
from tutor.course import loader, model, notes


def _lesson(folder: Path) -> model.Lesson:
    return model.Lesson("01-x", 1, {}, {}, (), (), folder)


def test_notes_are_read_by_language(tmp_path: Path) -> None:
    """One file a language; other files are none."""
    (tmp_path / "notes.en.md").write_text("# Say this")
    (tmp_path / "notes.ko.md").write_text("# 이렇게")
    (tmp_path / "notes.md").write_text("no language")
    assert notes.of(_lesson(tmp_path)) == {"en": "# Say this", "ko": "# 이렇게"}


def test_a_lesson_needs_none(tmp_path: Path) -> None:
    """Nor a folder."""
    assert notes.of(_lesson(tmp_path)) == {}
    assert notes.of(_lesson(tmp_path / "away")) == {}


def test_notes_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    """A link that leads out of the lesson is not followed, and no other language suffers."""
    (tmp_path / "outside").write_text("secret")
    folder = tmp_path / "lesson"
    folder.mkdir()
    (folder / "notes.en.md").symlink_to(tmp_path / "outside")
    (folder / "notes.ko.md").write_text("여기")
    found = notes.of(_lesson(folder))
    assert "outside the course" in found["en"]
    assert found["ko"] == "여기"


def test_bundled_notes_are_there_in_both_languages_and_are_no_prose() -> None:
    """A lesson that has notes has them in every language; the loader takes them for nothing else."""
    course = loader.load(paths.bundle())
    having = [lesson for lesson in course.lessons if notes.of(lesson)]
    assert {lesson.number for lesson in having} >= set(range(1, 9))
    for lesson in having:
        found = notes.of(lesson)
        assert set(found) == set(course.languages)
        headings = {
            lang: sum(line.startswith("#") for line in text.splitlines()) for lang, text in found.items()
        }
        assert len(set(headings.values())) == 1
        assert set(lesson.title) == set(course.languages)
