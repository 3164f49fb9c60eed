"""Asking for help: the hand as the learner raises and lowers it, and what an instructor does about it."""

import pytest

from tests.tui.classroom import fakeclass
from tests.tui.conftest import opened, until
from tutor.workshop import orders, reports


@pytest.fixture
def engine() -> fakeclass.Engine:
    return fakeclass.Engine()


async def test_a_raised_hand_shows_how_it_stands(engine: fakeclass.Engine) -> None:
    """Waiting, taken by somebody, resolved."""
    async with fakeclass.running(engine) as pilot:
        await pilot.press("a")
        await opened(pilot, "RaiseHand")
        await pilot.press(*"why", "space", *"so", "enter")
        await until(pilot, lambda: engine.attended.told == [reports.Hand(True, "why so")])
        await until(pilot, lambda: "hand up" in fakeclass.line(pilot))
        engine.attended.give(orders.Helped("taken", "Kim"))
        await pilot.pause()
        assert "Kim helps you" in fakeclass.line(pilot)
        assert "Kim comes to help you" in fakeclass.said(pilot)
        pilot.app.clear_notifications()
        engine.attended.give(orders.Helped("taken", "Kim"))
        assert fakeclass.said(pilot) == ""  # it is known
        engine.attended.give(orders.Helped("waiting", "Kim"))
        await pilot.pause()
        assert "hand up" in fakeclass.line(pilot)
        assert "your hand is still up" in fakeclass.said(pilot)
        engine.attended.give(orders.Helped("resolved", "Kim"))
        await pilot.pause()
        assert "hand" not in fakeclass.line(pilot)
        assert "Your request for help is closed." in fakeclass.said(pilot)
        assert engine.settings["hand"] == ""
        assert engine.attended.told[-1] == reports.Hand(False)


async def test_help_with_an_earlier_hand_does_not_lower_a_newer_one(engine: fakeclass.Engine) -> None:
    """The instructor resolved what the learner had already lowered, and raised anew for something else."""
    async with fakeclass.running(engine) as pilot:
        part = fakeclass.taking_part(pilot)
        part.raise_hand("one")
        part.lower_hand()
        part.raise_hand("two")
        engine.attended.give(orders.Helped("resolved", "Kim", "me-1"))
        await pilot.pause()
        assert "hand up" in fakeclass.line(pilot)
        engine.attended.give(orders.Helped("taken", "Kim", "me-3"))
        await pilot.pause()
        assert "Kim helps you" in fakeclass.line(pilot)


async def test_a_hand_can_be_lowered_and_is_lowered_after_a_crash(engine: fakeclass.Engine) -> None:
    """The class never waits for somebody who has forgotten that they asked."""
    engine.settings["hand"] = "up"
    async with fakeclass.running(engine) as pilot:
        assert engine.attended.told == [reports.Hand(False)]
        await pilot.press("a")
        await opened(pilot, "RaiseHand")
        await pilot.press("enter")
        await until(pilot, lambda: "hand up" in fakeclass.line(pilot))
        await pilot.press("a")
        await pilot.pause()
        assert engine.attended.told[1:] == [reports.Hand(True), reports.Hand(False)]
