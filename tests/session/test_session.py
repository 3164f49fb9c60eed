"""A learner's way through a lesson, on real shells."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.session import conftest, here
from tutor.base import errors
from tutor.checkapi import verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import events, grading, ledger, session, walk


class Heard:
    """Keeps what a session told, and waits for what it will tell."""

    def __init__(self, told: session.Session) -> None:
        self.events: list[events.Event] = []
        self._changed = asyncio.Event()
        told.subscribe(self._hear)

    def _hear(self, event: events.Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def graded(self, count: int = 1) -> events.Graded:
        """The `count`-th verdict."""
        async with asyncio.timeout(20):
            while len(found := [event for event in self.events if isinstance(event, events.Graded)]) < count:
                self._changed.clear()
                await self._changed.wait()
        return found[count - 1]


async def test_commands_are_graded_as_they_end(opened: session.Session) -> None:
    """Until all is run nothing is wrong; the last command's end brings the verdict, and state lasts between."""
    heard = Heard(opened)
    await opened.run("WORD=hello", "k8s-m")
    first = await heard.graded()
    assert (first.passed, first.complete) == (False, False)
    assert opened.done == 0
    await opened.run("echo $WORD > note", "k8s-m")
    second = await heard.graded(2)
    assert (second.passed, second.complete) == (True, True)
    assert opened.status["write"] == "passed"


async def test_a_command_counts_for_the_step_it_was_run_in(opened: session.Session) -> None:
    """The learner reads on while it runs."""
    running = asyncio.create_task(opened.run("echo hello > note", "k8s-m"))
    await asyncio.sleep(0)
    opened.next()
    await running
    assert opened.standing.ran == []
    opened.back()
    assert [record.text for record in opened.standing.ran] == ["echo hello > note"]


async def test_a_verdict_on_less_never_takes_the_place_of_a_later_one(
    opened: session.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The learner asks, mends it while the checks still look, and is right."""
    heard, first, asked = Heard(opened), asyncio.Event(), asyncio.Event()
    known = grading.Grader.grade

    async def slow(self: grading.Grader, *args: Any, **kwargs: Any) -> tuple[verdict.Result, ...]:
        found = await known(self, *args, **kwargs)
        if not asked.is_set():
            asked.set()
            await first.wait()
        return found

    monkeypatch.setattr(grading.Grader, "grade", slow)
    asking = asyncio.create_task(opened.grade())
    await asked.wait()
    await opened.run("echo hello > note", "k8s-m")
    assert (await heard.graded()).passed
    first.set()
    await asking
    assert [event.passed for event in heard.events if isinstance(event, events.Graded)] == [True]
    assert opened.standing.results[0].passed


async def test_a_grading_that_breaks_off_is_told_of(
    opened: session.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for it: without a word, the screen would wait for its verdict for ever."""
    heard, told = Heard(opened), asyncio.Event()
    opened.subscribe(lambda event: told.set() if isinstance(event, events.NotGraded) else None)

    async def broken(*_: object, **__: object) -> None:
        raise ValueError("this is no JSON")

    monkeypatch.setattr(grading.Grader, "grade", broken)
    await opened.run("echo hello > note", "k8s-m")
    await asyncio.wait_for(told.wait(), 20)
    assert not any(isinstance(event, events.Graded) for event in heard.events)


async def test_progress_that_cannot_be_kept_is_told_of_and_the_lesson_goes_on(
    opened: session.Session, progress: store.Store
) -> None:
    """Commands end, are graded and pass as ever, and the shell takes the next one."""
    heard = Heard(opened)
    progress._db.execute("PRAGMA query_only = on")  # each write raises sqlite3.OperationalError
    await opened.run("echo hello > note", "k8s-m")
    assert (await heard.graded()).passed
    assert opened.status["write"] == "passed"
    await opened.run("true", "k8s-m")
    opened.next()
    assert len([event for event in heard.events if isinstance(event, events.CommandEnded)]) == 2
    (told,) = [event.error for event in heard.events if isinstance(event, events.NotKept)]
    assert isinstance(told, errors.EnvironmentLacks)
    assert told.why == "attempt to write a readonly database"
    assert "see that its disk has room" in errors.render(told)
    assert "디스크에 여유 공간이 있는지" in errors.render(told, "ko")
    progress._db.execute("PRAGMA query_only = off")
    await opened.run("echo kept", "k8s-m")
    assert [line.text for line in progress.commands(ledger.course_id(opened.course), "01-files")] == [
        "echo kept"
    ]


async def test_it_can_be_opened_at_a_step(opened: session.Session) -> None:
    """Whichever the learner left at; one that is not there is none."""
    await opened.open("guess")
    assert opened.step.id == "guess"
    opened.back()
    await opened.open("gone")
    assert opened.step.id == "write"


async def test_choosing_the_same_again_is_no_later_prediction(opened: session.Session) -> None:
    """Another one after the output was seen is."""
    opened.next()
    opened.predict("one")
    await opened.run("true", "k8s-pc")
    opened.predict("one")
    assert opened.standing.predicted_after == 0
    opened.predict("two")
    assert opened.standing.predicted_after == 1


async def test_what_the_learner_types_counts_as_well(opened: session.Session) -> None:
    """Another way to the same state, typed by hand in the terminal, passes."""
    heard = Heard(opened)
    live = await opened.shell("k8s-m")
    live.type(b"printf hello > note\r")
    await heard.graded()
    live.type(b"true\r")
    assert (await heard.graded(2)).passed


async def test_fewer_commands_that_reach_the_state_pass(opened: session.Session) -> None:
    """Nobody is held up for being right in one command where the lesson has two."""
    heard = Heard(opened)
    await opened.run("echo hello > note", "k8s-m")
    assert (await heard.graded()).passed
    assert opened.status["write"] == "passed"


async def test_a_wrong_state_fails_with_reasons(opened: session.Session) -> None:
    """The verdict says what was expected, what was seen and what to try."""
    await opened.run("echo wrong > note", "k8s-m")
    (result,) = await opened.grade()
    assert (result.expected, result.seen, result.next) == ("hello", "wrong\n", "write it")
    assert opened.status["write"] == "failed"


async def test_a_faulty_check_never_fails_the_learner(opened: session.Session) -> None:
    """A check that raises is its own fault: the step stays open."""
    faulty = model.CheckUse("always.raises", {}, "k8s-m", conftest.texts("broken"))
    other = opened.lesson._replace(steps=(conftest.WRITE._replace(checks=(faulty,)), conftest.GUESS))
    opened.renew(opened.course, other, conftest.CHECKS)
    (result,) = await opened.grade()
    assert result.fault
    assert opened.status["write"] == "todo"


async def test_prediction_and_hints(opened: session.Session) -> None:
    """Hints climb their ladder and stay at its top; a prediction is graded once it is made."""
    assert [opened.hint() for _ in range(3)] == ["use echo", "echo hello > note", "echo hello > note"]
    opened.set_lang("ko")
    opened.next()
    assert opened.hint() == "세어 보세요"
    heard = Heard(opened)
    await opened.run("wc -l note", "k8s-pc")
    assert not (await heard.graded()).complete
    opened.predict("one")
    assert (await heard.graded(2)).passed


async def test_resume_where_you_left(
    opened: session.Session, lesson: model.Lesson, progress: store.Store, tmp_path: Path
) -> None:
    """A new session stands where the last one was left, with what was passed."""
    await opened.run("echo hello > note", "k8s-m")
    await opened.grade()
    opened.hint()
    opened.next()
    again = session.Session(
        opened.course, lesson, lang="en", where=here.Here(tmp_path), checks=conftest.CHECKS, progress=progress
    )
    await again.open()
    assert again.step.id == "guess"
    assert again.status == {"write": "passed", "guess": "todo"}
    await again.close()


async def test_reset_undoes_the_step(opened: session.Session, tmp_path: Path) -> None:
    """Reset runs the step's clean-up and forgets its verdict."""
    await opened.run("echo hello > note", "k8s-m")
    await opened.grade()
    assert (tmp_path / "work" / "note").exists()
    await opened.reset()
    assert not (tmp_path / "work" / "note").exists()
    assert opened.status["write"] == "todo"


async def test_skip_goes_on_without_a_verdict(opened: session.Session, progress: store.Store) -> None:
    """A skipped step is remembered as such; a passed one is not unpassed by it."""
    assert opened.skip()
    assert opened.status["write"] == "skipped"
    assert not opened.skip()
    assert [step.status for step in progress.steps(ledger.course_id(opened.course))] == ["skipped", "skipped"]


async def test_walk_reports_and_cleans_up(opened: session.Session, tmp_path: Path) -> None:
    """The lesson's own solution passes; the report has its commands and verdicts, and nothing is left."""
    lines: list[str] = []
    found = await walk.walk(opened, lines.append)
    assert found.passed
    assert [[command.exit_code for command in step.commands] for step in found.steps] == [[0, 0], [0]]
    assert not (tmp_path / "work" / "note").exists()
    assert any("passed" in line for line in lines)


async def test_walk_tells_that_progress_is_not_kept(opened: session.Session, progress: store.Store) -> None:
    """Once, with what to do, in its language; the report is as good."""
    lines: list[str] = []
    opened.lang = "ko"
    progress._db.execute("PRAGMA query_only = on")
    found = await walk.walk(opened, lines.append)
    assert found.passed
    (told,) = [line for line in lines if "progress.db" in line]
    assert "을(를) 쓸 수 없습니다" in told
    assert "할 일: 디스크에 여유 공간이 있는지" in told


async def test_walk_ends_where_the_lab_has_ended(opened: session.Session) -> None:
    """Not one step after the other is told to have failed: it says why nothing more can pass."""
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened.place, "gone", True)
        with pytest.raises(errors.LabError):
            await walk.walk(opened, lines.append)
    assert not any("NOT passed" in line for line in lines)


async def test_walk_of_wrong_commands_is_not_green(opened: session.Session) -> None:
    """Wrong commands in place of the right ones give reasons, and the lesson does not pass."""
    wrong = conftest.WRITE._replace(solution=(model.Command("echo nope > note", "k8s-m"),))
    other = opened.lesson._replace(steps=(wrong, conftest.GUESS))
    opened.renew(opened.course, other, conftest.CHECKS)
    found = await walk.walk(opened, lambda _: None)
    assert not found.passed
    (check,) = found.steps[0].checks
    assert (check.passed, check.expected, check.seen, check.next) == (False, "hello", "nope\n", "write it")
