"""The class as a front of a session: its events become reports, and what the class remembers becomes progress."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Sequence

from tutor.base import i18n
from tutor.checkapi import verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import events, ledger, session
from tutor.workshop import incoming, reports, wire

Tell = Callable[[reports.Report], object]

WORDS = 400
"""Characters of a verdict's text: enough for an instructor, and all of a step fits into one message."""

KEPT: dict[str, reports.Status] = {"passed": "passed", "failed": "failed", "skipped": "skipped"}
"""What the progress file keeps of a step."""


class Attending:
    """Tells a class of the sessions that it follows. In an `anonymous` class no command's text leaves the machine."""

    def __init__(self, tell: Tell, *, anonymous: bool) -> None:
        self._tell = tell
        self._anonymous = anonymous
        self._at: reports.Entered | None = None

    def follow(self, one: session.Session) -> None:
        """From now on, tell what happens in it; first where the learner is."""
        one.subscribe(functools.partial(self._heard, one))
        self._heard(one, events.StepEntered(one.index))

    def reads(self, lesson: str, step: str) -> None:
        """The learner is there without a session: where nothing runs, only the place is told."""
        self._enter(reports.Entered(lesson, step))

    def _enter(self, at: reports.Entered) -> None:
        if at != self._at:  # who stands where they stood has not moved
            self._at = at
            self._tell(at)

    def _heard(self, one: session.Session, event: events.Event) -> None:
        found = report(one.lesson, one.index, one.lang, event)
        if self._anonymous and isinstance(found, reports.Ran):
            found = dataclasses.replace(found, text="")
        if isinstance(found, reports.Entered):
            self._enter(found)
        elif found is not None:
            self._tell(found)


def report(lesson: model.Lesson, here: int, lang: str, event: events.Event) -> reports.Report | None:
    """What a class is told of an event; None for what does not concern it. The learner is at step `here`. Pure."""

    def step(index: int) -> tuple[str, str]:
        return lesson.id, lesson.steps[index].id

    match event:
        case events.StepEntered(index):
            return reports.Entered(*step(index))
        case events.CommandEnded(record, index):
            return reports.Ran(
                *step(index), record.host, record.text, record.exit_code, round(record.seconds, 3)
            )
        case events.Graded(index, results, passed, complete):
            verdicts = _verdicts(lesson.steps[index].checks, results, lang)
            return reports.Graded(*step(index), passed, complete, verdicts)
        case events.Settled(index, status):
            return reports.Settled(*step(index), status)
        case events.Predicted(index, option, after):
            return reports.Predicted(*step(index), option, after)
        case events.HintShown(_, number, _):
            return reports.Hinted(*step(here), number)
    return None


def _verdicts(
    uses: Sequence[model.CheckUse], results: Sequence[verdict.Result], lang: str
) -> tuple[reports.Verdict, ...]:
    return tuple(
        reports.Verdict(
            use.name,
            i18n.pick(use.title, lang)[:WORDS] or use.name,
            found.passed,
            found.expected[:WORDS],
            found.seen[:WORDS],
            found.next[:WORDS],
            found.credit,
            (found.fault or "")[:WORDS],
            found.lacks[:WORDS],
            *(words[:WORDS] for words in found.english),
        )
        for use, found in zip(uses, results, strict=False)
    )


def unheard(waiting: Iterable[bytes]) -> frozenset[tuple[str, str]]:
    """The lessons and steps that were settled by a report that still waits: of these the class knows what was. Pure."""
    found = set()
    for body in waiting:
        with contextlib.suppress(wire.Malformed):  # reports of other kinds
            settled = wire.decode(body, (reports.Settled,)).body
            found.add((settled.lesson, settled.step))
    return frozenset(found)


def reconcile(
    kept: store.Store,
    course: model.Course,
    known: incoming.Synced,
    own: Collection[tuple[str, str]] = frozenset(),
) -> list[reports.Settled]:
    """Bring what the class remembers of the learner into the progress file; what the class is still to be told.

    A step that was passed on either side is passed on both, but for the steps in `own`, which stand as they do here:
    the learner may have reset them. Raises EnvironmentLacks.
    """
    name = ledger.course_id(course)
    steps = {(lesson.id, step.id) for lesson in course.lessons for step in lesson.steps}
    mine = {(one.lesson, one.step): one.status for one in kept.steps(name)}
    theirs = {(one.lesson, one.step): one for one in known.steps}
    for at, one in theirs.items():
        better = at not in mine or (one.status == "passed" and mine[at] != "passed")
        if at in steps and at not in own and one.status in KEPT and better:
            kept.record_step(name, *at, one.status, hints=min(max(one.hints, 0), 99))
            mine[at] = one.status
    if known.place in steps and kept.last_lesson(name) is None:
        kept.set_place(name, *known.place)
    return [
        reports.Settled(*at, KEPT[status])
        for at, status in mine.items()
        if at in steps and (at not in theirs or theirs[at].status != status)
    ]
