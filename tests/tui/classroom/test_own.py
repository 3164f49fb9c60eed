"""What the instructor took from the lessons, in the learner's language."""

import dataclasses

import pytest

from tests.tui import fakecourse
from tests.tui.classroom import fakeclass
from tests.tui.conftest import opened, until
from tutor.tui.classroom import own
from tutor.workshop import orders, reports


@pytest.fixture
def engine() -> fakeclass.Engine:
    return fakeclass.Engine()


async def test_what_is_the_lessons_own_is_read_in_the_learner_s_language(engine: fakeclass.Engine) -> None:
    """Question, options, result and hint; what the instructor wrote themselves stays as it is."""
    asked = orders.Poll(
        "p1",
        "How many CoreDNS pods are there?",
        (
            orders.Option("two", "two"),
            orders.Option("one", "one"),
            orders.Option("nodes", "one on each node"),
        ),
        "01-coredns",
        "pods",
    )
    async with fakeclass.running(engine, lang="ko") as pilot:
        engine.attended.give(asked)
        await until(pilot, lambda: "CoreDNS 파드는 몇 개일까요?" in fakeclass.said(pilot))
        await pilot.press("o")
        await opened(pilot, "Ask")
        assert "CoreDNS 파드는 몇 개일까요?" in fakeclass.window(pilot)
        await pilot.press("1")
        await until(pilot, lambda: engine.attended.told == [reports.Answered("p1", "two")])
        engine.attended.give(orders.PollShown("p1", (("one", 3), ("two", 9)), "two"))
        await pilot.press("o")
        await opened(pilot, "Tell")
        assert "두 개  정답, 내 답" in fakeclass.window(pilot)
        await pilot.press("escape")
        engine.attended.give(orders.Say("Say `-n kube-system`.\n", "Kim", "01-coredns", "pods"))
        engine.attended.give(orders.Say("Say `-n kube-system`, Ann.", "Kim", "01-coredns", "pods"))
        await until(pilot, lambda: "힌트: `-n kube-system`을 쓰세요." in fakeclass.said(pilot))
        await pilot.press("m")
        await opened(pilot, "Tell")
        assert "`-n kube-system`을 쓰세요." in fakeclass.window(pilot)
        assert "Say `-n kube-system`, Ann." in fakeclass.window(pilot)


def test_a_question_of_other_options_stays_as_it_was_asked() -> None:
    """The instructor's course is another one there."""
    known = fakecourse.course()
    other = orders.Poll(
        "p", "?", (orders.Option("one", "1"), orders.Option("three", "3")), "01-coredns", "pods"
    )
    for one in (other, dataclasses.replace(other, step="health"), dataclasses.replace(other, lesson="9")):
        assert own.words(one, known, "ko") is one
    hint = orders.Say("Pods live in a namespace; which one?", "Kim", "01-coredns", "health")
    assert own.words(hint, known, "ko") is hint
    assert own.words(orders.Pace(), known, "ko") == orders.Pace()
