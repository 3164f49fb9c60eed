"""The class is told what the session does, in the learner's language, and no command where it is anonymous."""

import datetime
from pathlib import Path

import pytest

from tests.session.conftest import WRITE
from tutor.checkapi import verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import attending, events, ledger, session
from tutor.shell import records
from tutor.workshop import incoming, reports, wire


def _record(text: str) -> records.Record:
    started = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return records.Record("k8s-m", text, "", 0, started, 0.12345)


def test_events_become_reports(lesson: model.Lesson) -> None:
    """Each names lesson and step by id; a hint belongs to the step where the learner is."""

    def of(event: events.Event) -> reports.Report | None:
        return attending.report(lesson, 1, "ko", event)

    result = verdict.Result(
        "file.holds", False, "hello", "x" * 5000, "write it", credit=0.5, english=("hi", "no")
    )
    assert of(events.StepEntered(0)) == reports.Entered("01-files", "write")
    assert of(events.CommandEnded(_record("ls"), 0)) == reports.Ran(
        "01-files", "write", "k8s-m", "ls", 0, 0.123
    )
    assert of(events.Graded(0, (result,), False, True)) == reports.Graded(
        "01-files",
        "write",
        False,
        True,
        (
            reports.Verdict(
                "file.holds",
                "the note (ko)",
                False,
                "hello",
                "x" * attending.WORDS,
                "write it",
                0.5,
                en_expected="hi",
                en_seen="no",
            ),
        ),
    )
    assert of(events.Settled(0, "todo")) == reports.Settled("01-files", "write", "todo")
    assert of(events.Predicted(1, "one", 2)) == reports.Predicted("01-files", "guess", "one", 2)
    assert of(events.HintShown("count", 1, 1)) == reports.Hinted("01-files", "guess", 1)
    assert of(events.ShellOpened("k8s-m")) is None


def test_the_longest_verdicts_fit_into_a_message(lesson: model.Lesson) -> None:
    """However much a check has seen."""
    words = "한" * 9000
    long = verdict.Result("x", False, words, words, words, fault=words, english=(words, words))
    step = WRITE._replace(checks=WRITE.checks * 6)
    graded = events.Graded(0, (long,) * 6, False, True)
    found = attending.report(lesson._replace(steps=(step,)), 0, "en", graded)
    assert len(wire.encode(found, wire.Envelope(1, "", ""))) < wire.LIMIT


async def test_a_real_session_is_told_of_once_each(opened: session.Session) -> None:
    """Predictions, resets and verdicts come through the same door as for every other front."""
    told: list[reports.Report] = []
    attending.Attending(told.append, anonymous=False).follow(opened)
    opened.go(0)
    await opened.run("echo hello > note", "k8s-m")
    await opened.grade()
    opened.go(1)
    opened.predict("two")
    opened.predict("two")
    opened.go(0)
    await opened.reset()
    (ran,) = [one for one in told if isinstance(one, reports.Ran)]
    assert [one for one in told if isinstance(one, reports.Entered)] == [
        reports.Entered("01-files", step) for step in ("write", "guess", "write")
    ]
    assert (ran.step, ran.text, ran.exit_code) == ("write", "echo hello > note", 0)
    assert [one for one in told if isinstance(one, reports.Settled)] == [
        reports.Settled("01-files", "write", "passed"),
        reports.Settled("01-files", "write", "todo"),
    ]
    assert [one for one in told if isinstance(one, reports.Predicted)] == [
        reports.Predicted("01-files", "guess", "two", 0)
    ]


async def test_who_only_reads_is_told_of_where_they_are(opened: session.Session) -> None:
    """Once for each place, whether a session is there by then or not."""
    told: list[reports.Report] = []
    front = attending.Attending(told.append, anonymous=False)
    for _ in range(2):
        front.reads("01-files", "guess")
    front.reads("01-files", "write")
    front.follow(opened)
    assert told == [reports.Entered("01-files", step) for step in ("guess", "write")]


async def test_no_command_leaves_an_anonymous_class(opened: session.Session) -> None:
    """That one was run is told all the same."""
    told: list[reports.Report] = []
    attending.Attending(told.append, anonymous=True).follow(opened)
    await opened.run("echo secret", "k8s-m")
    (ran,) = [one for one in told if isinstance(one, reports.Ran)]
    assert (ran.text, ran.host, ran.exit_code) == ("", "k8s-m", 0)


@pytest.fixture
def course(lesson: model.Lesson, progress: store.Store) -> model.Course:
    return model.Course(Path("/course"), ("en", "ko"), (lesson,))


def test_who_comes_back_elsewhere_goes_on_where_they_were(
    course: model.Course, progress: store.Store
) -> None:
    """What was passed on either machine is passed; what is not of this course is passed over."""
    name = ledger.course_id(course)
    progress.record_step(name, "01-files", "guess", "failed", hints=0)
    known = incoming.Synced(
        (
            incoming.Standing("01-files", "write", "passed", 2),
            incoming.Standing("01-files", "guess", "todo", 1),
            incoming.Standing("99-other", "x", "passed", 0),
            incoming.Standing("01-files", "guess2", "passed", -5),
        ),
        ("01-files", "guess"),
    )
    told = attending.reconcile(progress, course, known)
    assert {(one.step, one.status, one.hints) for one in progress.steps(name)} == {
        ("write", "passed", 2),
        ("guess", "failed", 0),
    }
    assert (progress.last_lesson(name), progress.place(name, "01-files")) == ("01-files", "guess")
    assert told == [reports.Settled("01-files", "guess", "failed")]


def _waiting(*told: reports.Report) -> list[bytes]:
    return [wire.encode(one, wire.Envelope(n, "", "laptop")) for n, one in enumerate(told, start=1)]


def test_what_the_class_has_not_heard_of_stands_as_it_does_here(
    course: model.Course, progress: store.Store
) -> None:
    """A step that was reset while offline is not passed again on coming back; the others are."""
    name = ledger.course_id(course)
    progress.record_step(name, "01-files", "guess", "failed", hints=0)
    known = incoming.Synced(
        tuple(incoming.Standing("01-files", step, "passed", 0) for step in ("write", "guess")), ("", "")
    )
    waiting = _waiting(reports.Hand(True), reports.Settled("01-files", "write", "todo"), reports.Hand(False))
    own = attending.unheard([b"", *waiting])
    assert own == {("01-files", "write")}
    assert attending.reconcile(progress, course, known, own) == []
    assert [(one.step, one.status) for one in progress.steps(name)] == [("guess", "passed")]
    progress.record_step(name, "01-files", "write", "failed", hints=0)  # tried once more since
    told = attending.reconcile(progress, course, known, own)
    assert told == [reports.Settled("01-files", "write", "failed")]


def test_what_was_done_before_the_class_is_told_and_stays(
    course: model.Course, progress: store.Store
) -> None:
    """The class does not take a pass away, and a place that is known here stays."""
    name = ledger.course_id(course)
    progress.record_step(name, "01-files", "write", "passed", hints=0)
    progress.set_place(name, "01-files", "write")
    known = incoming.Synced((incoming.Standing("01-files", "write", "failed", 0),), ("01-files", "guess"))
    assert attending.reconcile(progress, course, known) == [reports.Settled("01-files", "write", "passed")]
    assert progress.place(name, "01-files") == "write"
    assert attending.reconcile(progress, course, incoming.Synced((), ("", ""))) == [
        reports.Settled("01-files", "write", "passed")
    ]
