"""The class on the learner's screen, driven by keys."""

import datetime
import sqlite3

import pytest
from textual.pilot import Pilot

from tests.tui.classroom import fakeclass
from tests.tui.conftest import opened, until
from tests.tui.looking import bar, session, shown
from tutor.base import clock, errors
from tutor.tui.classroom import application, widget
from tutor.tui.modals import ask, tell
from tutor.tui.screens import menu
from tutor.workshop import incoming, orders, reports

POLL = orders.Poll("p1", "How many?", (orders.Option("one", "One"), orders.Option("two", "Two")))


@pytest.fixture
def engine() -> fakeclass.Engine:
    return fakeclass.Engine()


async def test_the_line_tells_of_the_connection(engine: fakeclass.Engine) -> None:
    """And of how much waits while there is none."""
    async with fakeclass.running(engine) as pilot:
        assert "● Networking 101" in fakeclass.line(pilot)
        engine.attended.become("offline", 3)
        await pilot.pause()
        assert "○ Networking 101: offline, 3 kept" in fakeclass.line(pilot)
        await pilot.press("l")
        await until(pilot, lambda: "오프라인, 3건 보관" in fakeclass.line(pilot))


async def test_lessons_go_on_as_without_a_class(engine: fakeclass.Engine) -> None:
    """The keys of the lesson mean what they always mean."""
    async with fakeclass.running(engine) as pilot:
        await pilot.press("2", "enter")
        await until(pilot, lambda: len(session(engine).ran) == 1)
        assert "ask" in bar(pilot)
        assert engine.pulse is not None
        pulse = engine.pulse()
        assert (pulse.lesson, pulse.step) == ("01-coredns", "pods")
        assert pulse.idle < 60


async def test_the_class_is_told_where_somebody_reads_who_has_no_lab(engine: fakeclass.Engine) -> None:
    """No session tells of it; where there is one, that does."""
    reading = fakeclass.Engine(wanted=None)
    app = application.ClassApp(reading, "en")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("r")
        await until(pilot, lambda: app.screen is app.lesson_screen)
        await pilot.press("n")
        await until(pilot, lambda: ("01-coredns", "health") in reading.attended.read)
    async with fakeclass.running(engine) as pilot:
        engine.attended.read.clear()
        await pilot.press("n")
        fakeclass.app(pilot)._look()
        assert engine.attended.read == []


async def test_messages_are_said_in_passing_and_can_be_read_again(engine: fakeclass.Engine) -> None:
    """Nothing in them steers the terminal or is taken for markup."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(orders.Say("old", "Kim"), live=False)
        engine.attended.give(orders.Say("[red]look\x1b[2J at\u202e this", "Kim\x07", "01-coredns", "pods"))
        await pilot.pause()
        assert "Hint from Kim: [red]look[2J at this" in fakeclass.said(pilot)
        assert "old" not in fakeclass.said(pilot)
        assert "2 new" in fakeclass.line(pilot)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        await until(pilot, lambda: "new" not in fakeclass.line(pilot))
        assert engine.settings["read"] > "2026"


async def test_what_is_said_in_passing_covers_no_line_of_the_class(engine: fakeclass.Engine) -> None:
    """The key that ends being watched stays in sight."""
    async with fakeclass.running(engine, size=(80, 24), toasts=True) as pilot:
        engine.attended.give(orders.Say("look " * 60, "Kim"))
        await until(pilot, lambda: any(one.region.height > 2 for one in pilot.app.screen.query("Toast")))
        of_class = pilot.app.screen.query_one(widget.ClassLine).region
        assert max(one.region.bottom for one in pilot.app.screen.query("Toast")) <= of_class.y


async def test_the_return_code_is_told_once_and_found_again(engine: fakeclass.Engine) -> None:
    """At joining, without taking the keyboard; later by its key, and nobody else hears of it."""
    async with fakeclass.running(engine) as pilot:
        assert "Your return code: K7Q2M-9XWTB" in fakeclass.said(pilot)
        assert pilot.app.screen is shown(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        text = "\n".join(str(one.render()) for one in pilot.app.screen.query("Static"))
        assert "k8stutor workshop join JOIN-CODE --return K7Q2M-9XWTB" in text
        assert engine.attended.told == []
    async with fakeclass.running(engine) as pilot:
        assert "K7Q2M" not in fakeclass.said(pilot)


async def test_the_palette_finds_the_return_code(engine: fakeclass.Engine) -> None:
    """By its name, in the language of the screen."""
    async with fakeclass.running(engine, lang="ko") as pilot:
        found = {one.title: one.callback for one in pilot.app.get_system_commands(pilot.app.screen)}
        found["복귀 코드  (i)"]()
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))


async def test_a_return_code_that_is_not_known_here_is_told_as_that(engine: fakeclass.Engine) -> None:
    """Nothing is said in passing then; the window says where to look."""
    engine.returning = ""
    async with fakeclass.running(engine) as pilot:
        assert fakeclass.said(pilot) == ""
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        text = "\n".join(str(one.render()) for one in pilot.app.screen.query("Static"))
        assert "k8stutor workshop status" in text


async def test_a_locked_lesson_is_not_opened(engine: fakeclass.Engine) -> None:
    """It is told why; nobody is thrown out of a lesson that they are in."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(orders.Pace(("01-coredns", "02-services")))
        assert shown(pilot).play.lesson.id == "01-coredns"
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, menu.MenuScreen))
        await until(pilot, lambda: "Networking 101" in fakeclass.line(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Services is not open yet" in fakeclass.said(pilot))
        assert shown(pilot).play.lesson.id == "01-coredns"
        engine.attended.give(orders.Pace())
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, menu.MenuScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: shown(pilot).play.lesson.id == "02-services")


async def test_a_locked_lesson_can_be_begun_anew_by_who_is_in_it(engine: fakeclass.Engine) -> None:
    """As after another of its forms was chosen."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(orders.Pace(("01-coredns",)))
        app = fakeclass.app(pilot)
        app.work(app._open_lesson(shown(pilot).play.lesson, "health"), "begin anew")
        await until(pilot, lambda: shown(pilot).play.step.id == "health")
        assert "not open yet" not in fakeclass.said(pilot)


async def test_a_timer_runs_and_its_end_is_told_once(engine: fakeclass.Engine) -> None:
    """One that makes no sense is no timer."""
    async with fakeclass.running(engine) as pilot:
        until_then = clock.rfc3339(clock.now() + datetime.timedelta(seconds=600))
        engine.attended.give(orders.Timer(until_then, "BGP"))
        await pilot.pause()
        assert "09:5" in fakeclass.line(pilot)
        assert "BGP" in fakeclass.line(pilot)
        engine.attended.give(orders.Timer(clock.rfc3339(clock.now() - datetime.timedelta(seconds=1)), "BGP"))
        await until(pilot, lambda: "Time is up: BGP" in fakeclass.said(pilot))
        assert "time is up: BGP" in fakeclass.line(pilot)
        taking = fakeclass.taking_part(pilot)
        taking.board.ahead = -3600.0  # this machine's clock is an hour fast
        engine.attended.give(orders.Timer(until_then, "BGP"))
        await pilot.pause()
        assert "1:09:5" in fakeclass.line(pilot)
        engine.attended.give(orders.Timer("tomorrow", "x"))
        await pilot.pause()
        assert "BGP" not in fakeclass.line(pilot)


async def test_a_question_is_answered_by_its_number(engine: fakeclass.Engine) -> None:
    """It opens nothing by itself; how the class answered can be seen afterwards."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(POLL)
        await pilot.pause()
        assert pilot.app.screen is shown(pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("2")
        await until(pilot, lambda: engine.attended.told == [reports.Answered("p1", "two")])
        engine.attended.give(orders.PollShown("p1", (("one", 3), ("two", 9)), "two"))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        text = "\n".join(str(one.render()) for one in pilot.app.screen.query("Static"))
        assert "Two  right, yours" in text
        assert "████ 9" in text


@pytest.mark.parametrize(
    ("lang", "here", "there"),
    [
        ("en", "How many? (o answers)", "How many? (ctrl+t, then o answers)"),
        ("ko", "(o 키로 답하기)", "(ctrl+t 후 o 키로 답하기)"),
    ],
)
async def test_a_key_is_told_for_where_the_keyboard_is(
    engine: fakeclass.Engine, lang: str, here: str, there: str
) -> None:
    """In the terminal the letter alone would go to the shell."""
    async with fakeclass.running(engine, lang=lang) as pilot:
        engine.attended.give(POLL)
        await until(pilot, lambda: here in fakeclass.said(pilot))
        pilot.app.clear_notifications()
        await pilot.press("ctrl+t")
        await until(pilot, lambda: type(pilot.app.focused).__name__ == "TerminalView")
        engine.attended.give(POLL)
        await until(pilot, lambda: there in fakeclass.said(pilot))
        await pilot.press("ctrl+t", "o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))


async def test_options_of_the_same_name_harm_nothing(engine: fakeclass.Engine) -> None:
    """An instructor's console may be of another make."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(orders.Poll("p", "?", (orders.Option("", "a"), orders.Option("", "b"))))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("escape", "o")
        await pilot.pause()


async def _follow(engine: fakeclass.Engine, lesson: str, step: str) -> None:
    engine.attended.give(orders.Follow(True, lesson, step))


async def test_the_instructor_leads_until_the_learner_leaves_them(engine: fakeclass.Engine) -> None:
    """One key leaves, and comes back to where the instructor is by then."""
    async with fakeclass.running(engine) as pilot:
        await _follow(engine, "01-coredns", "health")
        await until(pilot, lambda: shown(pilot).play.step.id == "health")
        assert "with the instructor" in fakeclass.line(pilot)
        await pilot.press("b")  # looking back is no leaving, and is not undone
        await until(pilot, lambda: shown(pilot).play.step.id == "pods")
        await pilot.press("w")
        await _follow(engine, "02-services", "end")
        await pilot.pause(1.2)
        assert shown(pilot).play.step.id == "pods"
        assert "own way" in fakeclass.line(pilot)
        await pilot.press("w")
        await until(
            pilot, lambda: (shown(pilot).play.lesson.id, shown(pilot).play.step.id) == ("02-services", "end")
        )
        engine.attended.give(orders.Follow(False))
        await pilot.pause()
        assert "instructor" not in fakeclass.line(pilot)


async def test_nobody_is_moved_in_the_middle_of_a_command(engine: fakeclass.Engine) -> None:
    """They go when it has ended; the line says what they wait for."""
    async with fakeclass.running(engine) as pilot:
        session(engine).typing = True
        await _follow(engine, "02-services", "health")
        await until(pilot, lambda: "your command goes first" in fakeclass.line(pilot))
        assert shown(pilot).play.lesson.id == "01-coredns"
        session(engine).typing = False
        await until(pilot, lambda: shown(pilot).play.lesson.id == "02-services")


async def test_nobody_is_moved_out_of_a_window(engine: fakeclass.Engine) -> None:
    """Nor into a place that is not in this course."""
    async with fakeclass.running(engine) as pilot:
        await pilot.press("question_mark")
        await _follow(engine, "01-coredns", "health")
        await until(pilot, lambda: "close this to follow" in fakeclass.line(pilot))
        assert shown(pilot).play.step.id == "pods"
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).play.step.id == "health")
        await _follow(engine, "99-none", "x")
        await pilot.pause(0.8)
        assert shown(pilot).play.step.id == "health"


async def test_a_refused_credential_is_told_in_words(engine: fakeclass.Engine) -> None:
    """The lesson goes on without the class."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.error = errors.EnvironmentLacks("refused", todo="join again")
        engine.attended.become("refused")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        assert "refused, join again" in fakeclass.line(pilot)
        engine.attended.become("refused")  # as each report that is kept tells
        await pilot.pause()
        assert not isinstance(pilot.app.screen, tell.Tell)


async def _leave(engine: fakeclass.Engine, pilot: Pilot[int]) -> None:
    engine.attended.emit(incoming.Leaving())
    await pilot.pause()


async def test_leaving_ends_what_was_allowed_and_asked(engine: fakeclass.Engine) -> None:
    """The class hears of it before it hears that the learner has left."""
    async with fakeclass.running(engine) as pilot:
        await pilot.press("a")
        await opened(pilot, "RaiseHand")
        await pilot.press("enter")
        await until(pilot, lambda: bool(engine.attended.told))
        engine.attended.give(fakeclass.WATCH)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("y")
        await until(pilot, lambda: fakeclass.taking_part(pilot).consent.watched)
        engine.attended.told.clear()
        await _leave(engine, pilot)
        assert engine.attended.told == [reports.Consented("watch", "ended", "desk-1"), reports.Hand(False)]


def _closed(_: fakeclass.Class) -> int:
    raise sqlite3.ProgrammingError("Cannot operate on a closed database.")


async def test_a_class_that_was_left_is_asked_nothing(
    engine: fakeclass.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is closed while the lab takes its time to stop: the clock and the keys go on without it."""
    async with fakeclass.running(engine) as pilot:
        await _leave(engine, pilot)
        monkeypatch.setattr(fakeclass.Class, "waiting", property(_closed))
        fakeclass.app(pilot)._look()
        fakeclass.app(pilot)._film()
        await pilot.press("m", "w", "i")
        await pilot.pause()
        assert pilot.app.screen is shown(pilot)
