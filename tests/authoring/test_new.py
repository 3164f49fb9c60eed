"""What `course new` makes is a course that the linter has nothing against."""

from pathlib import Path

import pytest

from tutor.authoring import lint, new
from tutor.base import errors
from tutor.course import loader


def test_a_new_course_lints_clean(tmp_path: Path) -> None:
    """Course, first and second lesson are in order, and are numbered in turn."""
    names = {file.parent.name for file in new.course(tmp_path / "mine")}
    assert names == {"mine", "01-first-steps", ".schema"}
    names = {file.parent.name for file in new.course(tmp_path / "mine", "Network policies")}
    assert names == {"02-network-policies", ".schema"}
    assert lint.lint(tmp_path / "mine") == []
    course = loader.load(tmp_path / "mine")
    assert [lesson.title["en"] for lesson in course.lessons] == ["First steps", "Network policies"]


def test_what_an_author_wrote_is_kept(tmp_path: Path) -> None:
    """An existing course.yaml is not overwritten."""
    (tmp_path / "course.yaml").write_text("languages: [en, ko]\n")
    new.course(tmp_path)
    assert (tmp_path / "course.yaml").read_text() == "languages: [en, ko]\n"


def test_a_name_without_letters_is_refused(tmp_path: Path) -> None:
    """A name has to give a folder's name."""
    with pytest.raises(errors.UsageError):
        new.course(tmp_path, "!!")
