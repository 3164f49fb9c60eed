"""No text whatever makes the readers raise anything but a CourseError."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course import toy
from tutor.base import errors
from tutor.course import fields, files, prose, structure

FILE = Path("file")
YAMLISH = st.text(alphabet="-:{}[]&*!|>'\"#, \nabsteprunidhos0.", max_size=200)
MARKDOWNISH = st.lists(
    st.sampled_from(
        ["<!-- step: a -->", "<!-- predict -->", "<!-- hints -->", "- (a) x", "1. y", "```", "## T", "z", ""]
    )
)


@given(YAMLISH | st.text(max_size=100))
def test_structure_survives_any_text(text: str) -> None:
    """lesson.yaml is a stranger's file."""
    with contextlib.suppress(errors.CourseError):
        structure.parse(text, FILE, [])


@given(MARKDOWNISH.map("\n".join) | st.text(max_size=200))
def test_prose_survives_any_text(text: str) -> None:
    """Prose never fails to parse; problems are noted with a line that exists."""
    problems: fields.Problems = []
    found = prose.parse(text, FILE, problems)
    assert all(1 <= problem.line <= len(text.splitlines()) for problem in problems)
    assert all(section.place.line >= 1 for section in found.sections.values())


def test_the_toy_has_no_problem() -> None:
    """The fixture itself is in order."""
    problems: fields.Problems = []
    structure.parse(toy.LESSON, FILE, problems)
    prose.parse(toy.PROSE["en"], FILE, problems)
    assert problems == []


def test_control_characters_are_refused_with_their_line(tmp_path: Path) -> None:
    """No text of a course can reach the learner's terminal as a command to it."""
    file = tmp_path / "en.md"
    file.write_text("fine\nnot \x1b]0;fine\x07\n")
    with pytest.raises(errors.CourseError, match="control character") as caught:
        files.read(tmp_path, file)
    assert caught.value.line == 2
