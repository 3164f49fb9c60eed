"""The content of an export, as plain data. Pure. Times are seconds since 1970, spans are seconds."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tutor.course import model
from tutor.workshop import atstep, board, learner, polls, reports, roster, stuck, timeline
from tutor.workshop.export import known
from tutor.workshop.timeline import StepKey

NAME = 80
"""Characters of a name."""
DIFFERENCES = 5
"""As many of the commonest wrong differences of a check are told."""


class StepOf(NamedTuple):
    """A learner at a step. `seconds` is the time of work, as `timeline` counts it."""

    status: reports.Status
    seconds: float
    tries: int
    hints: int


class Attendee(NamedTuple):
    """A learner: when they were there, and how far they came. `total` is 0 where nobody told it."""

    id: str
    name: str
    lang: str
    stays: tuple[timeline.Stay, ...]
    passed: int
    total: int
    steps: Mapping[StepKey, StepOf]

    @property
    def present(self) -> float:
        """How long they were there."""
        return sum(stay.end - stay.begin for stay in self.stays)

    @property
    def worked(self) -> float:
        """How long they worked on steps."""
        return sum(step.seconds for step in self.steps.values())


class StepReport(NamedTuple):
    """A step, over all who came to it; the times are of those who passed it, None where nobody did."""

    key: StepKey
    title: str
    came: int
    passed: int
    skipped: int
    failed: int
    """Who stands at a failed grading."""
    median: float | None
    slow: float | None
    """Nine of ten were no slower."""
    tries: float
    """Gradings for each who came, on average."""
    hinted: int
    """Who looked at a hint."""


class Difference(NamedTuple):
    """The same mistake: how many learners made it, and how often; in words that one of them read."""

    kind: stuck.Kind
    expected: str
    seen: str
    learners: int
    times: int


class CheckReport(NamedTuple):
    """A check that failed for `learners`, in `times` gradings; its commonest differences first."""

    key: StepKey
    check: str
    title: str
    learners: int
    times: int
    differences: tuple[Difference, ...]


class Choice(NamedTuple):
    """An option of a poll, and how many chose it."""

    id: str
    text: str
    votes: int
    right: bool


class PollReport(NamedTuple):
    """A poll, or with `at` None a step's prediction, which was answered without being asked."""

    question: str
    key: StepKey
    choices: tuple[Choice, ...]
    asked: int
    at: float | None


class Report(NamedTuple):
    """All of it."""

    class_id: str
    title: str
    made: float
    begin: float | None
    end: float | None
    anonymous: bool
    learners: tuple[Attendee, ...]
    steps: tuple[StepReport, ...]
    checks: tuple[CheckReport, ...]
    polls: tuple[PollReport, ...]
    missing: int
    """Reports that were numbered and are not stored (any more)."""
    unknown: known.Unknown
    """What was told of and left out: the course does not know it."""


class Source(NamedTuple):
    """What a report is made of; without a `course` steps have their ids for titles, and predictions are left out."""

    class_id: str
    title: str
    learners: roster.Roster
    orders: board.Board
    course: model.Course | None = None


def make(source: Source, now: float, lang: str, *, anonymous: bool = False) -> Report:
    """The report of a class, in a language; `anonymous` replaces names and ids by numbers, in the order of coming."""
    people = sorted(source.learners, key=lambda one: (_came(one), one.id))
    of = known.of(source.course, lang)
    order = known.order(people, of)
    attendees = tuple(
        _attendee(one, f"{at:0{len(str(len(people)))}}" if anonymous else "", of)
        for at, one in enumerate(people, 1)
    )
    stays = [stay for one in attendees for stay in one.stays]
    return Report(
        source.class_id,
        source.title or source.class_id,
        now,
        min((stay.begin for stay in stays), default=None),
        max((stay.end for stay in stays), default=None),
        anonymous,
        attendees,
        tuple(_step(key, of.steps.get(key, key[1]), attendees) for key in order),
        _checks(people, order, of, lang),
        (*_polls(source, people), *_predictions(source.course, people, lang)),
        sum(one.missing for one in people),
        known.unknown(people, of),
    )


def _came(one: learner.Learner) -> float:
    return min((stay.begin for stay in one.stays()), default=float("inf"))


def _attendee(one: learner.Learner, number: str, of: known.Known) -> Attendee:
    seconds = one.seconds()
    steps = {
        key: StepOf(step.status, seconds.get(key, 0.0), step.tries, step.hints)
        for key, step in known.begun(one, of).items()
    }
    passed = sum(step.status == "passed" for step in steps.values())
    name = number or one.name[:NAME]
    return Attendee(number or one.id, name, one.lang, one.stays(), passed, one.total, steps)


def _step(key: StepKey, title: str, attendees: Sequence[Attendee]) -> StepReport:
    came = [step for one in attendees if (step := one.steps.get(key))]
    status = Counter(step.status for step in came)
    times = sorted(step.seconds for step in came if step.status == "passed")
    return StepReport(
        key,
        title,
        len(came),
        status["passed"],
        status["skipped"],
        status["failed"],
        statistics.median(times) if times else None,
        times[-(-len(times) * 9 // 10) - 1] if times else None,
        sum(step.tries for step in came) / len(came) if came else 0.0,
        sum(step.hints > 0 for step in came),
    )


def _checks(
    people: Iterable[learner.Learner], order: Sequence[StepKey], of: known.Known, lang: str
) -> tuple[CheckReport, ...]:
    """Most learners first; faults of checks and what places lack stand among them, and say so."""
    made: dict[tuple[StepKey, str], dict[stuck.Mistake, list[atstep.Failure]]] = defaultdict(
        lambda: defaultdict(list)
    )
    who: dict[tuple[StepKey, str], Counter[str]] = defaultdict(Counter)
    for one in people:
        for key, step in one.steps.items():
            for mistake, failure in step.failures.items():
                if of.check(key, mistake.check):
                    made[key, mistake.check][mistake].append(failure)
                    who[key, mistake.check][one.id] += failure.count
    place = {key: at for at, key in enumerate(order)}
    ranked = sorted(made, key=lambda each: (-len(who[each]), -who[each].total(), place.get(each[0], 0), each))
    return tuple(
        CheckReport(
            *each,
            of.checks.get(each) or _title(made[each]),
            len(who[each]),
            who[each].total(),
            _differences(made[each], lang),
        )
        for each in ranked
    )


def _title(made: Mapping[stuck.Mistake, Sequence[atstep.Failure]]) -> str:
    return min(failure.verdict.title for failures in made.values() for failure in failures)


def _differences(made: Mapping[stuck.Mistake, Sequence[atstep.Failure]], lang: str) -> tuple[Difference, ...]:
    found = []
    for mistake, failures in made.items():
        said = [stuck.words(failure.verdict, lang) for failure in failures]
        # What most of them read; words in the reader's language before others.
        expected, seen, _ = min(Counter(said).items(), key=lambda each: (not each[0][2], -each[1], each[0]))[
            0
        ]
        times = sum(failure.count for failure in failures)
        found.append((Difference(mistake.kind, expected, seen, len(failures), times), mistake))
    found.sort(key=lambda each: (-each[0].learners, -each[0].times, each[1]))
    return tuple(difference for difference, _ in found[:DIFFERENCES])


def _polls(source: Source, people: Sequence[learner.Learner]) -> Iterable[PollReport]:
    for vote in source.orders.votes.values():
        tally = polls.tally(vote.poll, people)
        answer = vote.answer or (vote.shown.answer if vote.shown else "")
        choices = tuple(
            Choice(one.id, one.text, tally.counts[one.id], bool(answer) and one.id == answer)
            for one in vote.poll.options
        )
        yield PollReport(
            vote.poll.question, (vote.poll.lesson, vote.poll.step), choices, tally.asked, vote.at
        )


def _predictions(
    course: model.Course | None, people: Sequence[learner.Learner], lang: str
) -> Iterable[PollReport]:
    steps = [(lesson.id, step) for lesson in course.lessons for step in lesson.steps] if course else []
    for lesson, step in steps:
        if step.prediction is None:
            continue
        tally = polls.predictions((lesson, step.id), step.prediction.options, people)
        if not tally.answered:
            continue
        choices = tuple(
            Choice(one.id, model.said(one.text, lang), tally.counts[one.id], one.id == step.prediction.answer)
            for one in step.prediction.options
        )
        question = model.said(step.prediction.question, lang)
        yield PollReport(question, (lesson, step.id), choices, tally.asked, None)
