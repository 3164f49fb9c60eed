"""Leading the class: polls, open and closed lessons, follow-me, the timer."""

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import until
from tests.tui.console import room
from tests.tui.console.conftest import done, running, typed
from tutor.tui.console.screens import console as main
from tutor.tui.widgets import header


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


def _main(pilot: Pilot[int]) -> main.ConsoleScreen:
    assert isinstance(pilot.app.screen, main.ConsoleScreen)
    return pilot.app.screen


async def test_a_prediction_becomes_a_poll_and_is_shown(known: room.Room) -> None:
    """4, enter; answers come live; x shows them, once."""
    async with running(known) as pilot:
        await pilot.press("4", "left", "enter")
        question, options = "How many CoreDNS pods are there?", ["one", "two", "one on each node"]
        await done(pilot, known, "poll", question, options, ("01-coredns", "pods"), "two")
        known.answer({"two": 7, "one": 1})
        ribbon = _main(pilot).query_one("#tally")
        await until(pilot, lambda: "7 · 88%" in "\n".join(ribbon.render_line(y).text for y in range(9)))
        await pilot.press("x")
        await done(pilot, known, "show", "p0")
        await until(pilot, lambda: "✔ 2 two" in "\n".join(ribbon.render_line(y).text for y in range(9)))
        await pilot.press("x")
        await pilot.pause()
        assert not known.done


async def test_a_poll_of_ones_own(known: room.Room) -> None:
    """4, n; the answer that is marked is the right one."""
    async with running(known) as pilot:
        await pilot.press("4", "n")
        await typed(pilot, "tea?\n*yes\nno")
        await pilot.press("enter")
        await done(pilot, known, "poll", "tea?", ["yes", "no"], ("", ""), "1")


async def test_lessons_are_closed_and_opened(known: room.Room) -> None:
    """5: space, o, u."""
    async with running(known) as pilot:
        await pilot.press("5", "down", "space")
        await done(pilot, known, "pace", frozenset({"02-services"}))
        await pilot.press("space")
        await done(pilot, known, "pace", frozenset())
        await pilot.press("home", "o")
        await done(pilot, known, "pace", frozenset({"02-services"}))
        await pilot.press("u")
        await done(pilot, known, "pace", frozenset())


async def test_all_follow_and_are_let_go(known: room.Room) -> None:
    """5, f, f."""
    async with running(known) as pilot:
        await pilot.press("5", "f")
        await done(pilot, known, "follow", ("01-coredns", ""))
        facts = pilot.app.screen.query_one(header.Header)
        await until(pilot, lambda: "follow me: 1" in facts.facts.place)
        await pilot.press("f")
        await done(pilot, known, "follow", None)


async def test_all_are_led_to_one_step_and_to_the_next(known: room.Room) -> None:
    """Right chooses a step, f leads there; another step goes on, the same one lets them go."""
    async with running(known) as pilot:
        await pilot.press("5")
        lead = _main(pilot).query_one("#lead")
        await until(pilot, lambda: "lesson 1 " in lead.render_line(0).text)
        await pilot.press("right", "right", "f")
        second = known.course.lessons[0].steps[1].id
        await done(pilot, known, "follow", ("01-coredns", second))
        assert "step 1.2 " in lead.render_line(0).text
        await pilot.press("left", "f")
        await done(pilot, known, "follow", ("01-coredns", known.course.lessons[0].steps[0].id))
        await pilot.press("f")
        await done(pilot, known, "follow", None)
        await pilot.press("left", "left", "f")
        await done(pilot, known, "follow", ("01-coredns", ""))


async def test_a_timer_counts_down(known: room.Room) -> None:
    """t, minutes and a label; e ends it; nonsense is refused."""
    async with running(known) as pilot:
        await pilot.press("t")
        await typed(pilot, "5 step 3")
        await pilot.press("enter")
        await done(pilot, known, "timer", 300.0, "step 3")
        known.clock += 61
        facts = pilot.app.screen.query_one(header.Header)
        await until(pilot, lambda: "step 3: 3:59 left" in facts.facts.place)
        await pilot.press("5", "e")
        await done(pilot, known, "timer", 0, "")
        await pilot.press("t", "x", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        assert not known.done
