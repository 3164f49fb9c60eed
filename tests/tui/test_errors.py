"""Errors on the screen speak the learner's language."""

from pathlib import Path

from tests.tui import fakes, looking
from tests.tui.conftest import running, until
from tutor.base import errors
from tutor.session import events
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


async def test_progress_that_is_not_kept_is_told_over_the_lesson(engine: fakes.Engine) -> None:
    """With what to do about it; behind it the lesson goes on."""
    async with running(engine) as pilot:
        await until(pilot, lambda: engine.session is not None)
        error = errors.EnvironmentLacks("the file can't be used", why="database is locked", todo="wait")
        looking.session(engine).tell(events.NotKept(error))
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        assert "database is locked" in pilot.app.screen._body.plain  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, tell.Tell))
