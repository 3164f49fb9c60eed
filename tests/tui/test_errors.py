"""Errors on the screen speak the learner's language."""

from pathlib import Path

from tutor.base import errors
from tutor.tui.modals import tell


def test_an_error_is_told_in_korean() -> None:
    """What, why and what to do are translated; where it is stays."""
    error = errors.CourseError(
        "the key 'steps' stands here twice", file=Path("lesson.yaml"), line=3, todo="keep one of the two"
    )
    assert tell.of_error(error, "ko")._body.plain.splitlines() == [
        "'steps' 키가 두 번 나옵니다",
        "lesson.yaml:3",
        "",
        "할 일",
        "둘 중 하나만 남기세요",
    ]
