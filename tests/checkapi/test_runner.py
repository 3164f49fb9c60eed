"""A runner asks until the cluster has converged, and takes a check's faults as the check's own."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tutor.checkapi import declare, evidence, runner, testing, verdict


@dataclass(frozen=True)
class Use:
    """What a step says of a check."""

    name: str = "toy"
    args: Mapping[str, Any] = field(default_factory=dict)
    host: str = ""


def runs(
    body: Callable[..., object], *, deadline: float = 0.0, limit: float = 5.0
) -> tuple[runner.Runner, list[evidence.Evidence]]:
    """A runner with one check, which does `body` with the number of the call; and what it was shown."""
    shown: list[evidence.Evidence] = []

    @declare.check("toy", deadline=deadline, limit=limit)
    def toy(seen: evidence.Evidence, *, fine: bool = True) -> verdict.Verdict:
        shown.append(seen)
        return body(len(shown))  # type: ignore[return-value]

    return runner.Runner({"toy": toy}), shown


SEEN = testing.World().evidence()


async def test_a_verdict_becomes_a_result() -> None:
    """Texts and outcome carry over; the host of the use is where the check looks from."""
    one, shown = runs(lambda n: verdict.Verdict(True, "this", "that"))
    result = await one.run(Use(host="k8s-pc"), SEEN)
    assert (result.passed, result.expected, result.seen, result.fault) == (True, "this", "that", None)
    assert shown[0].host == "k8s-pc"


async def test_a_verdict_cannot_drive_the_terminal() -> None:
    """A log that a check quotes may hold escape sequences; letters, tabs and line ends stay."""
    one, _ = runs(lambda n: verdict.Verdict(False, "파드", "a\x1b]0;b\x07\tc\nd", "\x9b2Je"))
    result = await one.run(Use(), SEEN)
    assert (result.expected, result.seen, result.next) == ("파드", "a]0;b\tc\nd", "2Je")


async def test_a_converging_check_is_asked_until_it_passes() -> None:
    """The third look passes, and is the last."""
    one, shown = runs(lambda n: verdict.Verdict(n == 3, "", ""), deadline=20)
    assert (await one.run(Use(), SEEN)).passed
    assert len(shown) == 3


async def test_what_is_found_meanwhile_is_told() -> None:
    """Each look but the last, whose result is the answer."""
    one, _ = runs(lambda n: verdict.Verdict(n == 3, "", f"look {n}"), deadline=20)
    told: list[str] = []
    assert (await one.run(Use(), SEEN, watch=lambda result: told.append(result.seen))).seen == "look 3"
    assert told == ["look 1", "look 2"]


async def test_without_a_deadline_it_is_asked_once() -> None:
    """Neither a plain check nor a converging one with deadline 0 is asked again."""
    one, shown = runs(lambda n: verdict.Verdict(False, "", ""))
    await one.run(Use(), SEEN, 20)
    two, again = runs(lambda n: verdict.Verdict(False, "", ""), deadline=20)
    await two.run(Use(), SEEN, 0.0)
    assert (len(shown), len(again)) == (1, 1)


async def test_a_final_verdict_ends_the_waiting() -> None:
    """What waiting cannot change is not waited for."""
    one, shown = runs(lambda n: verdict.Verdict(False, "", "", final=True), deadline=20)
    assert not (await one.run(Use(), SEEN)).passed
    assert len(shown) == 1


async def test_a_deadline_ends_the_waiting() -> None:
    """A state that never comes is a failure, not a fault."""
    one, shown = runs(lambda n: verdict.Verdict(False, "", "no"), deadline=0.25)
    result = await one.run(Use(), SEEN)
    assert (result.passed, result.fault, result.seen) == (False, None, "no")
    assert len(shown) >= 2


def raises(n: int) -> None:
    """A check with a bug."""
    raise KeyError("oops")


@pytest.mark.parametrize(
    ("body", "fault"),
    [(raises, "KeyError: 'oops'"), (lambda n: None, "returned None"), (lambda n: True, "True")],
)
async def test_a_broken_check_is_its_own_fault(body: Callable[..., object], fault: str) -> None:
    """Whatever it raises or returns says nothing of the learner."""
    one, _ = runs(body, deadline=20)
    result = await one.run(Use(), SEEN)
    assert not result.passed
    assert fault in (result.fault or "")


async def test_a_hanging_check_is_left_behind() -> None:
    """After its limit the runner goes on without it."""
    release = threading.Event()
    one, _ = runs(lambda n: release.wait(60), limit=0.1)
    result = await one.run(Use(), SEEN)
    release.set()
    assert "no verdict within 0.1 s" in (result.fault or "")


@pytest.mark.parametrize(
    ("use", "fault"),
    [
        (Use("none"), "no check named 'none'"),
        (Use(args={"fien": True}), "'fien'"),
        (Use(args={"fine": 3}), "bool"),
    ],
)
async def test_a_use_that_does_not_fit_is_a_fault(use: Use, fault: str) -> None:
    """Unknown checks and arguments never reach the learner as failures."""
    one, shown = runs(lambda n: verdict.Verdict(True, "", ""))
    assert fault in ((await one.run(use, SEEN)).fault or "")
    assert shown == []


@pytest.mark.parametrize(
    ("lang", "english"), [("en", ("", "")), ("ko", ("web: no address", "DNS says: no address (NXDOMAIN)"))]
)
async def test_what_is_said_is_known_in_english(lang: str, english: tuple[str, str]) -> None:
    """However it is put together, so that learners of both languages can be compared."""

    @declare.check("nested")
    def nested(seen: evidence.Evidence) -> verdict.Verdict:
        what = seen.say(en="no address", ko="주소 없음")
        told = seen.say(en=f"DNS says: {what}", ko=f"DNS 응답: {what}")
        return verdict.Verdict(False, f"web: {what}", f"{told} (NXDOMAIN)")

    seen = testing.World().evidence(lang=lang)
    found = await runner.Runner({"nested": nested}).run(Use("nested"), seen)
    assert found.english == english
    assert seen.said == {}
