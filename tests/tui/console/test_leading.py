"""Leading the class: polls, open and closed lessons, follow-me, the timer."""

import asyncio

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import opened, until
from tests.tui.console import room
from tests.tui.console.conftest import console, done, running, told, typed
from tutor.base import errors
from tutor.tui.console import ports
from tutor.tui.console.modals import write
from tutor.tui.console.screens import console as main
from tutor.tui.console.screens import pace
from tutor.tui.widgets import header, keybar
from tutor.workshop import orders


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


def _tally(pilot: Pilot[int]) -> str:
    ribbon = _main(pilot).query_one("#tally")
    return "\n".join(ribbon.render_line(y).text for y in range(ribbon.size.height))


async def test_an_open_poll_is_not_asked_over_by_mistake(known: room.Room) -> None:
    """A second Enter asks whether to begin anew; another question, whether to leave the open one."""
    async with running(known) as pilot:
        await pilot.press("4", "left", "enter")
        await until(pilot, lambda: bool(known.done))
        known.done.clear()
        known.answer({"two": 7})
        await pilot.press("enter")
        await opened(pilot, "Ask")
        assert "Ask again?" in str(pilot.app.screen.query_one(".box").border_title)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        assert not known.done
        await pilot.press("enter")
        await opened(pilot, "Ask")
        known.gate = asyncio.Event()
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        await pilot.press("enter")  # while the question is on its way
        known.gate.set()
        await until(pilot, lambda: len(known.tallies) == 2)
        await pilot.pause()
        assert isinstance(pilot.app.screen, main.ConsoleScreen)
        known.done.clear()
        await pilot.press("n")
        await opened(pilot, "Ask")
        assert "something else" in str(pilot.app.screen.query_one(".box").border_title)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        known.tallies = [one._replace(shown=True) for one in known.tallies]
        await pilot.press("enter")
        await until(pilot, lambda: len(known.tallies) == 3)


async def test_earlier_polls_are_found_and_shown(known: room.Room) -> None:
    """[ and ] turn the pages; x shows the one that is looked at, or says that there is none."""
    async with running(known) as pilot:
        await pilot.press("4", "x")
        await until(pilot, lambda: "No poll is open." in told(pilot))
        options = [orders.Option("a", "yes"), orders.Option("b", "no")]
        for question in ("tea?", "milk?"):
            await known.poll(question, options)
        known.done.clear()
        await until(pilot, lambda: "milk?" in _tally(pilot))
        assert "poll 2 of 2 · open" in _tally(pilot)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: "tea?" in _tally(pilot))
        assert "poll 1 of 2 · another was asked since" in _tally(pilot)
        await pilot.press("x")
        await done(pilot, known, "show", "p0")
        await until(pilot, lambda: "poll 1 of 2 · shown" in _tally(pilot))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: "milk?" in _tally(pilot))


async def test_all_options_are_seen_in_the_smallest_window(known: room.Room) -> None:
    """The questions make room; where there is little, an answer takes one line."""
    async with running(known, size=(80, 24)) as pilot:
        await pilot.press("4")
        for count in (6, 9):
            options = [orders.Option(str(at), f"answer {at}") for at in range(1, count + 1)]
            await known.poll(f"Which of {count}?", options)
            known.answer({str(count): 3})
            await until(pilot, lambda count=count: f"{count} answer {count}" in _tally(pilot))  # type: ignore[misc]
            assert "3 · 100%" in _tally(pilot)


async def test_a_poll_that_makes_no_sense_keeps_its_words(known: room.Room) -> None:
    """The dialog says how lines begin, and what is wrong; likewise for the timer, and where sending fails."""
    async with running(known) as pilot:
        await pilot.press("4", "n")
        await typed(pilot, "tea?")
        assert "ctrl+j begins the next line" in _dialog(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "A poll needs a question" in _dialog(pilot))
        await typed(pilot, "\nyes\nno")
        known.fails = errors.EnvironmentLacks("the class was not told", todo="say it again")
        await pilot.press("enter")
        await until(pilot, lambda: "the class was not told · say it again" in _dialog(pilot))
        known.fails = None
        await opened(pilot, "Write")
        await pilot.press("enter")
        await done(pilot, known, "poll", "tea?", ["yes", "no"], ("", ""), "")
        await pilot.press("t")
        await typed(pilot, "5min")
        await pilot.press("enter")
        await until(pilot, lambda: "Begin with the minutes" in _dialog(pilot))
        await opened(pilot, "Write")
        assert pilot.app.screen.query_one(write.Words).text == "5min"


def _top(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(header.Header).render())


async def test_the_top_tells_the_most_needed_last(known: room.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the smallest window the title is cut first, then follow-me goes; the connection stays."""
    monkeypatch.setattr(room.Room, "title", "Kubernetes networking for people who know it already")
    known.stands = known.stands._replace(
        until=room.NOW + 252, label="step 3 and 4", follow=("01-coredns", "pods")
    )
    async with running(known, size=(80, 24)) as pilot:
        await until(pilot, lambda: "step 3 and 4: 4:12 left · connected" in _top(pilot))
        assert "Kubernetes" in _top(pilot)
        assert "of 10 here" in _top(pilot)
        known.linked = ports.Link(connected=False)
        console(pilot).update_views()
        await until(pilot, lambda: "NO CONNECTION" in _top(pilot))


@pytest.mark.parametrize("lang", ["en", "ko"])
async def test_that_the_time_is_up_is_told_for_a_while(known: room.Room, lang: str) -> None:
    """Then the top has room again. How to end a timer stands in the smallest window as well."""
    known.stands = known.stands._replace(until=room.NOW + 10)
    up = {"en": "time is up", "ko": "시간 종료"}[lang]
    async with running(known, size=(80, 24), lang=lang) as pilot:
        await until(pilot, lambda: "0:10" in _top(pilot))
        known.clock += 11
        console(pilot).update_views()
        await until(pilot, lambda: up in _top(pilot))
        await pilot.press("5")
        standing = _main(pilot).query_one("#standing")
        await until(pilot, lambda: up in standing.render_line(1).text)
        keys = str(pilot.app.screen.query_one(keybar.KeyBar).render())
        assert {"en": "e end timer", "ko": "e 타이머 끝"}[lang] in keys
        known.clock += 120
        console(pilot).update_views()
        await until(pilot, lambda: up not in _top(pilot) and up not in standing.render_line(1).text)


def _dialog(pilot: Pilot[int]) -> str:
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Static))


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


async def test_a_lesson_counts_who_is_there(known: room.Room) -> None:
    """Not who left while they were at it."""

    def count(pilot: Pilot[int]) -> int:
        return pilot.app.screen.query_one(pace.PaceView)._here.total()

    async with running(known) as pilot:
        await pilot.press("5")
        here = sum(one.here for one in known.known.values())
        await until(pilot, lambda: count(pilot) == here)
        gone = next(one for one in known.known.values() if one.here)
        known.known[gone.id] = gone._replace(state="away", here=False)
        known.told.put_nowait(frozenset({gone.id}))
        await until(pilot, lambda: count(pilot) == here - 1)


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
        await until(pilot, lambda: "lesson 1," in lead.render_line(0).text)
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
        await pilot.press("t")
        await typed(pilot, "x")
        await pilot.press("enter")
        await until(pilot, lambda: "Begin with the minutes" in _dialog(pilot))
        await opened(pilot, "Write")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        assert not known.done
