"""Nobody sees or types in a terminal without the learner's yes, and not a moment longer than they want."""

import datetime

import pytest
from textual.pilot import Pilot

from tests.tui.classroom import fakeclass
from tests.tui.conftest import until
from tests.tui.looking import session
from tutor.base import clock
from tutor.tui.classroom import consent, frames
from tutor.tui.modals import ask, tell
from tutor.tui.screens import menu
from tutor.workshop import incoming, orders, reports

NO = reports.Consented("watch", "refused", "desk-1")
ENDED = reports.Consented("watch", "ended", "desk-1")


@pytest.fixture
def engine() -> fakeclass.Engine:
    return fakeclass.Engine()


async def _agree(
    engine: fakeclass.Engine, pilot: Pilot[int], asked: orders.Ask = fakeclass.WATCH, desk: str = "desk-1"
) -> None:
    engine.attended.give(asked, desk=desk)
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
    await pilot.press("y")
    await until(pilot, lambda: reports.Consented(asked.kind, "given", desk) in engine.attended.told)


def _sent(engine: fakeclass.Engine) -> list[reports.Frame]:
    return [one for one in engine.attended.frames if one is not None and one.in_front]


async def test_being_asked_shows_nothing_and_opens_nothing(engine: fakeclass.Engine) -> None:
    """A window would take keys that were meant for the terminal: the learner opens it."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(fakeclass.WATCH)
        await pilot.pause(0.6)
        assert "Kim asks to watch F2 answers" in fakeclass.line(pilot)
        assert "nothing is seen before you say yes" in fakeclass.said(pilot)
        assert len(pilot.app.screen_stack) == 1
        assert (engine.attended.told, _sent(engine)) == ([], [])


async def test_a_watching_instructor_never_sees_the_return_code(engine: fakeclass.Engine) -> None:
    """Neither what is told at joining, which goes away, nor the window that the learner opens meanwhile."""
    async with fakeclass.running(engine) as pilot:
        assert "K7Q2M-9XWTB" in fakeclass.said(pilot)
        await _agree(engine, pilot)
        assert "K7Q2M" not in fakeclass.said(pilot)  # somebody may be standing there, too
        await until(pilot, lambda: bool(_sent(engine)))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        session(engine).lives["k8s-m"].show(b"more\r\n")
        await pilot.press("escape")
        await until(pilot, lambda: any("more" in line for one in _sent(engine) for line in one.lines))
        assert not any("K7Q2M" in line for one in _sent(engine) for line in one.lines)


async def test_enter_says_no_and_escape_says_nothing(engine: fakeclass.Engine) -> None:
    """A yes is never given by accident."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(fakeclass.WATCH)
        for key in ("escape", "enter"):
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
            assert "Nothing of it is stored" in str(pilot.app.screen.query_one(".body").render())
            await pilot.press(key)
            await until(pilot, lambda: not isinstance(pilot.app.screen, ask.Ask))
        await until(pilot, lambda: engine.attended.told == [NO])
        assert _sent(engine) == []


async def test_what_the_terminal_shows_is_sent_when_it_changes(engine: fakeclass.Engine) -> None:
    """With its colours, only while it is allowed; the sign is there as long."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        await until(pilot, lambda: len(_sent(engine)) == 1)
        assert "● Kim WATCHES this terminal F4 ends it" in fakeclass.line(pilot)
        first = _sent(engine)[0]
        assert first.host == "k8s-m"
        assert first.lines[0].startswith("\x1b[1;32mroot@k8s-m\x1b[0m:\x1b[1;34m~\x1b[0m#")
        await pilot.pause(1)
        assert len(_sent(engine)) == 1
        session(engine).lives["k8s-m"].show(b"hello\r\n")
        await until(pilot, lambda: "hello" in _sent(engine)[-1].lines[0])
        engine.attended.become("offline")
        engine.attended.become("online")
        before = len(_sent(engine))
        await until(pilot, lambda: len(_sent(engine)) == before + 1)


async def test_one_key_ends_it_at_once_even_in_the_terminal(engine: fakeclass.Engine) -> None:
    """And the key belongs to the shell again afterwards."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: type(pilot.app.focused).__name__ == "TerminalView")
        live = session(engine).lives["k8s-m"]
        await pilot.press("f4")
        await pilot.pause()
        assert engine.attended.told[-1] == ENDED
        assert engine.attended.frames[-1] is None
        assert live.typed == b""
        assert "WATCHES" not in fakeclass.line(pilot)
        live.show(b"secret")
        await pilot.pause(0.6)
        assert engine.attended.frames[-1] is None
        await pilot.press("f4")
        await pilot.pause()
        assert live.typed != b""


async def test_it_ends_from_within_a_window_and_from_the_menu(engine: fakeclass.Engine) -> None:
    """The sign is on those screens as well."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, menu.MenuScreen))
        await until(pilot, lambda: "Kim WATCHES" in fakeclass.line(pilot))
        await pilot.press("f4")
        await until(pilot, lambda: engine.attended.told[-1] == ENDED)
        await pilot.press("escape")
        await _agree(engine, pilot)
        await pilot.press("question_mark", "f4")
        await until(pilot, lambda: engine.attended.told[-1] == ENDED)


async def test_the_instructor_can_end_it(engine: fakeclass.Engine) -> None:
    """The learner is told, and so is the class."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        engine.attended.give(orders.EndWatch())
        await pilot.pause()
        assert "WATCHES" not in fakeclass.line(pilot)
        assert "Kim has stopped watching" in fakeclass.said(pilot)
        assert engine.attended.told[-1] == ENDED


async def test_a_question_that_was_withdrawn_allows_nothing(engine: fakeclass.Engine) -> None:
    """Also where the learner says yes a moment too late."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(fakeclass.WATCH)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        engine.attended.give(orders.EndWatch())
        await pilot.press("y")
        await until(pilot, lambda: "Nobody asks any more" in fakeclass.said(pilot))
        assert engine.attended.told == []
        assert not fakeclass.taking_part(pilot).consent.watched


async def test_a_stored_question_is_not_asked(engine: fakeclass.Engine) -> None:
    """Nobody waits for its answer."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(fakeclass.WATCH, live=False)
        await pilot.press("f2")
        await pilot.pause()
        assert "asks" not in fakeclass.line(pilot)
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("age", [4000, -4000])
async def test_a_wrong_clock_keeps_nobody_from_being_asked(engine: fakeclass.Engine, age: float) -> None:
    """A question that comes now is asked now, whatever time it says that it is."""
    async with fakeclass.running(engine) as pilot:
        at = clock.rfc3339_micro(clock.now() - datetime.timedelta(seconds=age))
        engine.attended.give(fakeclass.WATCH, at=at)
        await until(pilot, lambda: "asks" in fakeclass.line(pilot))


async def test_typing_needs_a_yes_of_its_own(engine: fakeclass.Engine) -> None:
    """Before it, keys do nothing; after it they go to the terminal in front and to no other."""
    keys = incoming.Typed(orders.Keys("k8s-m", "ls\n"), "desk-1")
    async with fakeclass.running(engine) as pilot:
        live = session(engine).lives["k8s-m"]
        engine.attended.give(fakeclass.TYPE)
        assert engine.attended.told == [reports.Consented("type", "refused", "desk-1")]
        await _agree(engine, pilot)
        engine.attended.emit(keys)
        assert live.typed == b""
        await _agree(engine, pilot, fakeclass.TYPE)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert "Kim WATCHES AND TYPES here" in fakeclass.line(pilot)
        engine.attended.emit(keys)
        engine.attended.emit(incoming.Typed(orders.Keys("k8s-w1", "rm -rf /\n"), "desk-1"))
        await pilot.pause()
        assert live.typed == b"ls\r"
        await pilot.press("f4")
        assert engine.attended.told[-2:] == [reports.Consented("type", "ended", "desk-1"), ENDED]
        engine.attended.emit(keys)
        assert (live.typed, engine.attended.hears) == (b"ls\r", False)


LEE = orders.Ask("watch", "Lee")


async def test_a_yes_is_for_the_desk_that_asked_alone(engine: fakeclass.Engine) -> None:
    """Who comes after it, by the same name too, is asked for anew; all who watch are named."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        for desk, asked in (("desk-2", fakeclass.WATCH), ("desk-3", LEE)):
            engine.attended.give(asked, desk=desk)
        assert [one for one in engine.attended.told if isinstance(one, reports.Consented)] == [
            reports.Consented("watch", "given", "desk-1")
        ]
        assert "● Kim WATCHES this terminal F4 ends it  Kim asks to watch" in fakeclass.line(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("n")
        refused = reports.Consented("watch", "refused", "desk-2")
        await until(pilot, lambda: engine.attended.told[-1] == refused)
        await until(pilot, lambda: "Lee asks to watch" in fakeclass.line(pilot))
        await _agree(engine, pilot, LEE, "desk-3")
        await until(pilot, lambda: "● Kim, Lee WATCH this terminal" in fakeclass.line(pilot))


async def test_one_who_ends_it_ends_it_for_nobody_else(engine: fakeclass.Engine) -> None:
    """The learner ends it for all."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        await _agree(engine, pilot, LEE, "desk-2")
        engine.attended.give(orders.EndWatch(), desk="desk-1")
        await pilot.pause()
        assert "● Lee WATCHES this terminal" in fakeclass.line(pilot)
        assert "Kim has stopped watching" in fakeclass.said(pilot)
        assert engine.attended.told[-1] == ENDED
        before = len(_sent(engine))
        session(engine).lives["k8s-m"].show(b"more\r\n")
        await until(pilot, lambda: len(_sent(engine)) > before)
        engine.attended.give(orders.EndWatch(), desk="desk-9")
        await _agree(engine, pilot)
        await pilot.press("f4")
        assert engine.attended.told[-2:] == [reports.Consented("watch", "ended", "desk-2"), ENDED]
        assert "WATCH" not in fakeclass.line(pilot)


async def test_who_ends_it_has_said_no_to_who_still_asks(engine: fakeclass.Engine) -> None:
    """Each desk is told, and a window that asks for one of them allows nothing any more."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        engine.attended.give(LEE, desk="desk-2")
        engine.attended.give(fakeclass.WATCH, desk="desk-3")
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("f4")
        assert engine.attended.told[-3:] == [
            ENDED,
            reports.Consented("watch", "refused", "desk-2"),
            reports.Consented("watch", "refused", "desk-3"),
        ]
        assert "asks" not in fakeclass.line(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "Nobody asks any more" in fakeclass.said(pilot))
        assert not fakeclass.taking_part(pilot).consent.watched


async def test_only_the_desk_that_may_type_types(engine: fakeclass.Engine) -> None:
    """Another that watches as well does not."""
    async with fakeclass.running(engine) as pilot:
        live = session(engine).lives["k8s-m"]
        for desk, asked in (("desk-1", fakeclass.WATCH), ("desk-2", LEE), ("desk-1", fakeclass.TYPE)):
            await _agree(engine, pilot, asked, desk)
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert "● Kim, Lee WATCH this terminal, Kim may TYPE" in fakeclass.line(pilot)
        for desk, text in (("desk-2", "b"), ("desk-3", "c"), ("desk-1", "a")):
            engine.attended.emit(incoming.Typed(orders.Keys("k8s-m", text), desk))
        await pilot.pause()
        assert live.typed == b"a"
        engine.attended.give(orders.EndWatch(), desk="desk-1")
        assert engine.attended.hears  # that the other still watches
        engine.attended.emit(incoming.Typed(orders.Keys("k8s-m", "d"), "desk-1"))
        assert live.typed == b"a"


async def test_an_offline_learner_is_asked_no_more(engine: fakeclass.Engine) -> None:
    """Nobody waits for that answer: a yes that is given now would be to whoever asks next."""
    async with fakeclass.running(engine) as pilot:
        engine.attended.give(fakeclass.WATCH)
        assert "asks to watch" in fakeclass.line(pilot)
        engine.attended.become("offline")
        engine.attended.become("online")
        await pilot.press("f2")
        await pilot.pause()
        assert "asks" not in fakeclass.line(pilot)
        assert len(pilot.app.screen_stack) == 1


async def test_keys_go_to_no_terminal_that_is_not_in_front(engine: fakeclass.Engine) -> None:
    """Behind the menu, a window, or the other tab of a narrow screen, the learner would not see what they do."""
    keys = incoming.Typed(orders.Keys("k8s-m", "x"), "desk-1")
    async with fakeclass.running(engine, size=(80, 24)) as pilot:
        live = session(engine).lives["k8s-m"]
        for asked in (fakeclass.WATCH, fakeclass.TYPE):
            await _agree(engine, pilot, asked)
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await until(
            pilot, lambda: engine.attended.frames[-1] == frames.BEHIND
        )  # the lesson's tab is in front
        engine.attended.emit(keys)
        await pilot.press("v")
        await until(pilot, lambda: bool(_sent(engine)))
        assert live.typed == b""
        engine.attended.emit(keys)
        assert live.typed == b"x"
        for key, screen in (("c", menu.MenuScreen), ("question_mark", tell.Tell)):
            await pilot.press(key)
            await until(pilot, lambda screen=screen: isinstance(pilot.app.screen, screen))  # type: ignore[misc]
            await until(pilot, lambda: engine.attended.frames[-1] == frames.BEHIND)
            before = len(_sent(engine))
            live.show(b"more\r\n")
            engine.attended.emit(keys)
            await pilot.pause(0.5)
            assert len(_sent(engine)) == before
            await pilot.press("escape")
            await until(pilot, lambda before=before: len(_sent(engine)) > before)  # type: ignore[misc]
        assert live.typed == b"x"


async def test_a_whole_picture_comes_with_every_yes_and_renewal(engine: fakeclass.Engine) -> None:
    """A terminal may be quiet for long, and who has just come has seen nothing; the cursor is told as well."""
    async with fakeclass.running(engine) as pilot:
        await _agree(engine, pilot)
        await until(pilot, lambda: len(_sent(engine)) == 1)
        assert _sent(engine)[0].cursor == (len("root@k8s-m:~# "), 0)
        engine.attended.emit(incoming.Watching("desk-1"))
        await until(pilot, lambda: len(_sent(engine)) == 2)
        engine.attended.give(fakeclass.WATCH)  # asked once more, as after a lost answer
        await until(pilot, lambda: len(_sent(engine)) == 3)


async def test_who_is_not_heard_of_watches_no_more(
    engine: fakeclass.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A console that was killed says nothing of its end; another that goes on is not ended with it."""
    async with fakeclass.running(engine) as pilot:
        now = 0.0
        allowed = fakeclass.taking_part(pilot).consent
        monkeypatch.setattr(allowed, "_now", lambda: now)
        await _agree(engine, pilot)
        await _agree(engine, pilot, fakeclass.TYPE)
        await _agree(engine, pilot, LEE, "desk-2")
        now = consent.LAPSE_SECONDS - 1
        engine.attended.emit(incoming.Watching("desk-2"))
        await pilot.pause(0.6)
        assert "Kim, Lee WATCH" in fakeclass.line(pilot)
        now = consent.LAPSE_SECONDS + 1
        await until(pilot, lambda: "● Lee WATCHES this terminal" in fakeclass.line(pilot))
        assert "Kim was not heard of any more" in fakeclass.said(pilot)
        assert engine.attended.told[-2:] == [
            reports.Consented("type", "lapsed", "desk-1"),
            reports.Consented("watch", "lapsed", "desk-1"),
        ]
        now = 3 * consent.LAPSE_SECONDS
        await until(pilot, lambda: "WATCH" not in fakeclass.line(pilot))
        assert (engine.attended.frames[-1], engine.attended.hears) == (None, False)
