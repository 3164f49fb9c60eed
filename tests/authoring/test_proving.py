"""Which lessons are proved where steps are named."""

from pathlib import Path

import pytest

from tests.course import toy
from tutor.authoring import proving
from tutor.base import errors
from tutor.course import loader


def test_lessons_without_the_named_steps_are_left_out(tmp_path: Path) -> None:
    """None named means all."""
    toy.write(tmp_path)
    lessons = loader.read(tmp_path).course.lessons
    assert proving.having(["think"], lessons) == list(lessons)
    assert proving.having([], lessons) == list(lessons)


def test_a_step_that_is_nowhere_is_told_with_those_there_are(tmp_path: Path) -> None:
    """A typo does not prove nothing in silence."""
    toy.write(tmp_path)
    with pytest.raises(errors.UsageError) as caught:
        proving.having(["thnik"], loader.read(tmp_path).course.lessons)
    assert "look, think" in str(caught.value.todo)
