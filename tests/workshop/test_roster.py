"""The same class comes of the same reports, whatever order they come in and however often."""

import random
from collections.abc import Sequence
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.workshop import telling
from tutor.workshop import clocks, newest, reports, roster, timeline, wire

ZERO = telling.ZERO
SEEN = ("the router says of k8s-w2: Active", "the router says of k8s-w2: Idle")
BODIES: tuple[Any, ...] = (
    telling.joined("Ann"),
    telling.joined("Ann K.", "ko"),
    reports.Entered("07", "one"),
    reports.Entered("07", "two"),
    reports.Ran("07", "one", "k8s-m", "ls", 0, 0.1),
    telling.graded(telling.wrong(SEEN[0])),
    telling.graded(telling.wrong(SEEN[1]), telling.right("bgp.routes")),
    telling.graded(telling.wrong(SEEN[1]), complete=False),
    telling.graded(telling.right()),
    telling.graded(telling.wrong("", fault="KeyError"), step="two"),
    reports.Settled("07", "one", "passed"),
    reports.Settled("07", "one", "todo"),
    reports.Settled("07", "two", "failed"),
    reports.Settled("07", "two", "skipped"),
    reports.Predicted("07", "one", "a", 0),
    reports.Predicted("07", "one", "b", 1),
    reports.Hinted("07", "one", 2),
    reports.Hand(True, "help"),
    reports.Hand(False),
    reports.Answered("p", "a"),
    reports.Answered("p", "b"),
    reports.Consented("watch", "given", "desk-1"),
    reports.Consented("watch", "ended", "desk-1"),
    reports.Consented("watch", "refused", "desk-2"),
    reports.Left(),
)

Told = tuple[str, wire.Message]


def picture(folded: roster.Roster, now: float) -> Any:
    """Everything that a roster tells."""
    return {
        one.id: (
            one.name, one.lang, one.at, one.state(now), one.finished, one.missing, one.came, one.stuck(),
            one.hand.value, one.left.value, {kind: kept.value for kind, kept in one.consents.items()},
            {poll: kept.value for poll, kept in one.answers.items()},
            one.commands, one.gradings, one.seconds(), one.stays(),
            {
                key: (
                    step.status, step.tries, step.hints, step.entered, step.passed_at, step.predicted.value,
                    step.mistakes, {m: (f.count, f.since, f.verdict) for m, f in step.failures.items()},
                )
                for key, step in one.steps.items()
            },
        )
        for one in folded
    }  # fmt: skip


def folded(told: Sequence[Told]) -> roster.Roster:
    """A roster of these."""
    found = roster.Roster()
    for who, message in told:
        found.fold(who, message)
    return found


@st.composite
def sources(draw: st.DrawFn, steady: bool) -> list[list[Told]]:
    """What each device of each learner tells; its clock may be set back unless `steady`."""
    found = []
    for who, source in (("ann", "laptop"), ("ann", "desk"), ("bob", "laptop")):
        bodies = draw(st.lists(st.sampled_from(BODIES), max_size=12))
        at = 0.0
        told = []
        for n, body in enumerate(bodies, 1):
            at += draw(st.sampled_from((0.0, 0.5, 60.0, 1000.0) if steady else (0.0, 1.0, 400.0, -30.0)))
            told.append((who, telling.message(body, n, at, source)))
        found.append(told)
    return found


@hypothesis.given(sources(steady=False), st.randoms(use_true_random=False))
def test_devices_may_come_in_any_interleaving_and_twice(
    told: list[list[Told]], chance: random.Random
) -> None:
    """Each device's own order is kept; its clock is not trusted."""
    plain = [one for device in told for one in device]
    waiting = [list(device) for device in told if device]
    mixed: list[Told] = []
    while waiting:
        device = chance.choice(waiting)
        mixed.append(device.pop(0))
        waiting = [one for one in waiting if one]
        if mixed and chance.random() < 0.3:
            mixed.append(chance.choice(mixed))
    now = ZERO + 2000
    assert picture(folded(mixed), now) == picture(folded(plain), now)


@hypothesis.given(sources(steady=True), st.randoms(use_true_random=False))
def test_even_the_order_of_one_device_does_not_matter(told: list[list[Told]], chance: random.Random) -> None:
    """As long as its clock goes forward."""
    plain = [one for device in told for one in device]
    mixed = plain + plain[::3]
    chance.shuffle(mixed)
    found = folded(mixed)
    assert picture(found, ZERO + 2000) == picture(folded(plain), ZERO + 2000)
    assert found.doubled == len(mixed) - len(plain)


@hypothesis.given(st.lists(st.integers(1, 40), max_size=80))
def test_numbers_that_have_come(numbers: list[int]) -> None:
    """Whatever comes, it is known what is there and what is missing."""
    source = newest.Source()
    known: set[int] = set()
    for n in numbers:
        assert source.add(n) is (n not in known)
        known.add(n)
    assert source.count == len(known)
    assert source.missing == max(known, default=0) - len(known)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        telling.written(telling.joined(), 0),
        telling.written(reports.Pulse("a", "b", 1.0), 1),
        telling.written(telling.joined(), 1).replace(b"2026-01-02T09:00:00.000000Z", b"yesterday"),
        telling.written(telling.joined(), 1).replace(b"2026-01-02T09:00:00.000000Z", b"2026-01-02T09:00:00"),
        telling.written(telling.joined(), 1).replace(b"2026-01-02", b"0001-01-01"),
    ],
)
def test_what_is_foreign_is_counted(data: bytes) -> None:
    """And nobody hears of it."""
    found = roster.Roster()
    assert not found.take("ann", data)
    assert (found.malformed, len(found)) == (1, 0)


def test_a_clock_that_is_ahead_is_held_back() -> None:
    """No report was written after the server stored it."""
    found = roster.Roster()
    found.take("ann", telling.written(reports.Entered("07", "one"), 1, 86_400), ZERO)
    assert found.learners["ann"].at == (("07", "one"), ZERO + clocks.AHEAD_SECONDS)


def test_an_incomplete_grading_is_no_failure() -> None:
    """What has not passed is only not done yet."""
    found = folded(
        [
            ("ann", telling.message(reports.Entered("07", "one"), 1)),
            ("ann", telling.message(telling.graded(telling.wrong(SEEN[0]), complete=False), 2)),
        ]
    )
    assert found.state("ann", ZERO) == "working"
    assert found.stuck(ZERO) == ()
    assert found.learners["ann"].steps["07", "one"].tries == 0


def test_gradings_after_the_first_that_passed_are_no_tries() -> None:
    """Each command that is run in a passed step has it graded once more."""
    found = roster.Roster()
    verdicts = (telling.wrong("Active"), telling.right(), telling.right(), telling.wrong("Active"))
    for n, one in enumerate(verdicts, 1):
        found.fold("ann", telling.message(telling.graded(one), n, n))
    assert found.learners["ann"].steps["07", "one"].tries == 2


def test_what_was_passed_stays_passed() -> None:
    """Until it is reset."""
    told = [
        reports.Entered("07", "one"),
        telling.graded(telling.right()),
        reports.Settled("07", "one", "passed"),
        telling.graded(telling.wrong(SEEN[0])),
    ]
    found = folded([("ann", telling.message(body, n, n)) for n, body in enumerate(told, 1)])
    assert found.learners["ann"].finished == 1
    assert found.stuck(ZERO + 5) == ()
    found.fold("ann", telling.message(reports.Settled("07", "one", "todo"), 5, 5))
    found.fold("ann", telling.message(telling.graded(telling.wrong(SEEN[0])), 6, 6))
    assert found.learners["ann"].steps["07", "one"].status == "failed"


def test_time_on_a_step() -> None:
    """Pauses count only in part, and what comes after a step was passed counts not at all."""
    one, two = ("07", "one"), ("07", "two")
    told = [
        (0, reports.Entered(*one)),
        (60, reports.Ran(*one, "k8s-m", "ls", 0, 0.1)),
        (10_060, telling.graded(telling.wrong(SEEN[0]))),
        (10_100, telling.graded(telling.right())),
        (10_200, reports.Entered(*two)),
        (10_210, reports.Left()),
        (20_000, telling.joined()),
        (20_010, reports.Entered(*two)),
        (20_030, reports.Hinted(*two, 1)),
    ]
    found = folded([("ann", telling.message(body, n, at)) for n, (at, body) in enumerate(told, 1)])
    ann = found.learners["ann"]
    assert ann.seconds() == {one: 60 + timeline.PAUSE_SECONDS + 40, two: 10 + 20}
    assert ann.seconds(ZERO + 20_040)[two] == 10 + 30
    assert ann.seconds(ZERO + 30_000)[two] == 10 + 20 + timeline.PAUSE_SECONDS
    assert ann.stays() == (
        (ZERO, ZERO + 60),
        (ZERO + 10_060, ZERO + 10_210),
        (ZERO + 20_000, ZERO + 20_030),
    )


def test_only_the_newest_commands_are_kept() -> None:
    """In their order."""
    found = roster.Roster()
    for n in range(100, 0, -1):
        ran = reports.Ran("07", "one", "k8s-m", str(n), 0, 0.1)
        found.fold("ann", telling.message(ran, n, n))
    assert [ran.text for _, ran in found.learners["ann"].commands] == [str(n) for n in range(81, 101)]


def test_a_device_whose_clock_is_set_back() -> None:
    """What it numbered later counts as later."""
    told = [(1, 100, "a"), (2, 40, "b")]
    found = folded([("ann", telling.message(reports.Answered("p", option), n, at)) for n, at, option in told])
    assert found.learners["ann"].answers["p"].value == "b"


def test_who_tells_without_end_is_not_taken_in_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are."""
    monkeypatch.setattr(roster, "MOST", 3)
    found = roster.Roster()
    for n in range(1, 6):
        assert found.take("eve", telling.written(reports.Hand(False), n, n)) == (n <= 3)
    assert found.take("ann", telling.written(reports.Hand(False), 1))
    assert (found.learners["eve"].came, found.malformed) == (3, 2)
