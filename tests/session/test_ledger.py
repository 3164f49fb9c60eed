"""What was done is kept, and that it cannot be is told."""

from pathlib import Path

import pytest

from tutor.base import errors
from tutor.course import model
from tutor.progress import store
from tutor.session import ledger, state


class Kept:
    """A ledger, its file, and the faults that it told of."""

    def __init__(self, lesson: model.Lesson, progress: store.Store, folder: Path) -> None:
        self.course = model.Course(folder, ("en", "ko"), (lesson,))
        self.faults: list[errors.TutorError] = []
        self.ledger = ledger.Ledger(progress, self.course, lesson, self.faults.append)
        self._db = progress._db

    def refuse(self, *, writes: bool) -> None:
        """From now on the file takes no write, or takes them again."""
        self._db.execute(f"PRAGMA query_only = {'on' if writes else 'off'}")


@pytest.fixture
def kept(lesson: model.Lesson, progress: store.Store, tmp_path: Path) -> Kept:
    return Kept(lesson, progress, tmp_path)


def test_what_was_kept_is_recalled(kept: Kept, lesson: model.Lesson) -> None:
    """How each step stands, and where the learner was."""
    kept.ledger.settle(lesson.steps[0], state.StepState(status="passed", hints_shown=1))
    kept.ledger.stand(lesson.steps[1])
    states = [state.StepState() for _ in lesson.steps]
    assert kept.ledger.recall(states) == 1
    assert [(one.status, one.hints_shown) for one in states] == [("passed", 1), ("todo", 0)]
    assert kept.faults == []


def test_no_write_raises_and_the_first_that_fails_is_told_of(kept: Kept, lesson: model.Lesson) -> None:
    """A full disk is told of once, not with each command."""
    kept.refuse(writes=True)
    for step in lesson.steps:
        kept.ledger.stand(step)
        kept.ledger.settle(step, state.StepState(status="failed"))
        kept.ledger.forget(step)
    kept.ledger.set_lang("ko")
    assert [error.why for error in kept.faults] == ["attempt to write a readonly database"]


def test_it_is_told_of_again_after_a_write_that_worked(kept: Kept) -> None:
    """That is news."""
    for writes in (True, False, True):
        kept.refuse(writes=writes)
        kept.ledger.set_lang("ko")
    assert len(kept.faults) == 2


def test_whoever_comes_later_is_told_as_well(kept: Kept) -> None:
    """A front listens only once the session is open, which has written already by then."""
    kept.refuse(writes=True)
    kept.ledger.set_lang("ko")
    kept.ledger.tell_anew()
    kept.ledger.set_lang("ko")
    assert len(kept.faults) == 2
