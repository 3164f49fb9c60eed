"""One learner's screen: watching and typing with their consent, hints, the hand."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import opened, until
from tests.tui.console import pictures, room
from tests.tui.console.conftest import console, done, running, told
from tutor.tui.classroom import frames
from tutor.tui.console.widgets import watched
from tutor.tui.widgets import keybar
from tutor.workshop import reports


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


def looks(terminal: watched.Watched) -> str:
    """What is on the screen of it."""
    return "\n".join(terminal.render_line(y).text for y in range(terminal.size.height))


async def test_watching_needs_consent_and_typing_another(known: room.Room) -> None:
    """w asks; frames are shown; y asks; keys go; leaving ends it."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        await pilot.press("enter", "y")
        assert not known.done
        await pilot.press("w")
        await done(pilot, known, "ask", one, "watch")
        shown = pilot.app.screen
        known.consent(one, "watch", "given")
        terminal = shown.query_one(watched.Watched)
        await until(pilot, lambda: "Waiting for the first picture" in looks(terminal))
        known.sent.put_nowait(pictures.FRAME)
        await until(pilot, lambda: "Neighbor" in looks(terminal))
        assert "a title" not in looks(terminal)
        await pilot.press("y")
        await done(pilot, known, "ask", one, "type")
        known.consent(one, "type", "given")
        await until(pilot, lambda: terminal.typing)
        await pilot.press("y", "q", "ctrl+c", "enter", "up")
        await until(pilot, lambda: len(known.done) == 4)
        assert known.done == [("keys", one, "k8s-rtr", text) for text in ("q", "\x03", "\r", "\x1b[A")]
        known.done.clear()
        await pilot.press("ctrl+t", "escape")
        await done(pilot, known, "end_watch", one)
        await until(pilot, lambda: not known.watching)


@pytest.mark.parametrize("way", ["ctrl+t", "f6", "click"])
async def test_typing_is_left_by_key_and_by_mouse(way: str, known: room.Room) -> None:
    """A browser keeps ctrl+t for itself; what the bar offers can be clicked."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        await pilot.press("enter", "w")
        await done(pilot, known, "ask", one, "watch")
        known.consent(one, "watch", "given")
        known.consent(one, "type", "given")
        known.sent.put_nowait(pictures.FRAME)
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: terminal.typing and pilot.app.screen.has_class("frames"))
        await pilot.press("y")
        await until(pilot, lambda: terminal.has_focus)
        await (pilot.click("KeyBar", offset=(3, 0)) if way == "click" else pilot.press(way))
        await until(pilot, lambda: not terminal.has_focus)
        await pilot.press("m")
        await opened(pilot, "Write")
        assert not known.done


async def test_withdrawn_consent_takes_the_picture_away(known: room.Room) -> None:
    """Nothing of the terminal stays on the screen."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        await pilot.press("enter", "w")
        await until(pilot, lambda: bool(known.done))
        known.consent(one, "watch", "given")
        known.sent.put_nowait(pictures.FRAME)
        await until(pilot, lambda: pilot.app.screen.has_class("frames"))
        known.consent(one, "watch", "ended")
        await until(pilot, lambda: not pilot.app.screen.has_class("frames"))
        assert "They have ended it." in str(pilot.app.screen.query_one("#consent", Static).render())
        await until(pilot, lambda: not pilot.app.screen.query_one(watched.Watched).frames)
        await pilot.press("w")
        await until(pilot, lambda: len(known.done) == 2)
        assert known.done == [("ask", one, "watch")] * 2
        await until(pilot, lambda: known.watching == 1)


async def test_other_hosts_of_a_learner_are_a_key_away(known: room.Room) -> None:
    """What they have in front is shown; right shows what another showed last."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        await pilot.press("enter", "w")
        await until(pilot, lambda: bool(known.done))
        known.consent(one, "watch", "given")
        known.sent.put_nowait(pictures.FRAME)
        known.sent.put_nowait(reports.Frame("k8s-m", 24, 80, ("on the master",)))
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: len(terminal.frames) == 2)
        await until(pilot, lambda: "on the master" in looks(terminal))
        await pilot.press("right")
        await until(pilot, lambda: "Neighbor" in looks(terminal))
        line = pilot.app.screen.query_one("#consent", Static)
        await until(pilot, lambda: "as it was; in front of them is k8s-m" in str(line.render()))


async def test_a_hint_from_a_learners_screen(known: room.Room) -> None:
    """h belongs to the step where they are; x and r work there as well."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0]
        await pilot.press("enter", "h")
        await opened(pilot, "Write")
        await pilot.press("z", "enter")
        await done(pilot, known, "say", "z", [one.id], *one.at)
        await pilot.press("m")
        await opened(pilot, "Write")
        await pilot.press("z", "enter")
        await done(pilot, known, "say", "z", [one.id], "", "")
        await pilot.press("x")
        await done(pilot, known, "take", one.id)
        await pilot.press("r")
        await done(pilot, known, "resolve", one.id)


async def test_there_is_nothing_to_take_where_no_hand_is_up(known: room.Room) -> None:
    """Which is said: a key that does nothing is taken for a broken one."""
    async with running(known) as pilot:
        one = next(one for one in known.known.values() if one.hand is None)
        console(pilot).book.current = one.id
        await pilot.press("enter", "x")
        await until(pilot, lambda: told(pilot) == "Their hand is not up.")
        assert not known.done


async def _watch(known: room.Room, pilot: Pilot[int], frame: reports.Frame = pictures.FRAME) -> str:
    """Watch the first learner, with their consent; their id."""
    one = console(pilot).book.shown[0].id
    await pilot.press("enter", "w")
    await done(pilot, known, "ask", one, "watch")
    known.consent(one, "watch", "given")
    known.sent.put_nowait(frame)
    terminal = pilot.app.screen.query_one(watched.Watched)
    await until(pilot, lambda: bool(terminal.front))
    return one


async def test_who_may_only_watch_types_nothing(known: room.Room) -> None:
    """Also where the terminal has the keyboard; their keys mean here what they mean without it."""
    async with running(known) as pilot:
        one = await _watch(known, pilot)
        terminal = pilot.app.screen.query_one(watched.Watched)
        await pilot.click(watched.Watched)
        await until(pilot, lambda: terminal.has_focus)
        await pilot.press("a", "enter")
        known.consent(one, "type", "refused")
        await pilot.pause(0.3)
        await pilot.press("b")
        await pilot.pause()
        assert not terminal.typing
        assert known.done == []


async def test_no_picture_stands_there_while_they_have_none_in_front(known: room.Room) -> None:
    """It is said so, and keys go nowhere meanwhile, not to the console either."""
    async with running(known) as pilot:
        one = await _watch(known, pilot)
        known.consent(one, "type", "given")
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: terminal.typing)
        await pilot.press("y")
        known.sent.put_nowait(frames.BEHIND)
        await until(pilot, lambda: "They have no terminal in front of them" in looks(terminal))
        assert "Neighbor" not in looks(terminal)
        await pilot.press("e", "q")
        assert pilot.app.screen.has_class("frames")
        known.sent.put_nowait(pictures.FRAME)
        await until(pilot, lambda: "Neighbor" in looks(terminal))
        await pilot.press("x")
        await done(pilot, known, "keys", one, "k8s-rtr", "x")


async def test_the_cursor_is_drawn_and_cut_lines_are_marked(known: room.Room) -> None:
    """The line of the cursor is shown though nothing stands in it."""
    lines = ("a" * 60, "b" * 100, "", "", "")
    async with running(known, size=(80, 24)) as pilot:
        await _watch(known, pilot, reports.Frame("k8s-m", 5, 100, lines, (2, 3)))
        terminal = pilot.app.screen.query_one(watched.Watched)
        assert terminal.render_line(0).text == "a" * 60 + " " * 20
        assert terminal.render_line(1).text == "b" * 79 + watched.CUT
        under = [part.text for part in terminal.render_line(3) if part.style and part.style.underline]
        assert under == [" "]
        tall = reports.Frame("k8s-m", 40, 80, tuple(f"line {n}" for n in range(40)), (0, 2))
        known.sent.put_nowait(tall)
        await until(pilot, lambda: "line 2" in terminal.render_line(0).text)


RULER = "".join(f"{n:<10}" for n in range(10, 210, 10))
"""Two hundred columns that tell which they are."""


async def test_a_wide_terminal_is_looked_at_sideways(known: room.Room) -> None:
    """By half of the room there is, to its end and back; signs tell that there is more, the bar by which keys."""
    lines = (RULER, "short", "", "한" * 60, "$ ")
    async with running(known, size=(80, 24)) as pilot:
        await _watch(known, pilot, reports.Frame("k8s-m", 5, 200, lines, (2, 4)))
        terminal = pilot.app.screen.query_one(watched.Watched)

        def looks(y: int) -> str:
            return terminal.render_line(y).text

        bar = pilot.app.screen.query_one(keybar.KeyBar)
        await until(pilot, lambda: "shift+→ more" in str(bar.render()))
        assert looks(0) == RULER[:79] + watched.CUT
        await pilot.press("shift+left")  # there is nothing
        assert looks(0) == RULER[:79] + watched.CUT
        await pilot.press("shift+right")
        assert looks(0) == watched.CUT_LEFT + RULER[41:119] + watched.CUT
        assert looks(1) == watched.CUT_LEFT + " " * 79
        assert "shift+←→ more" in str(bar.render())
        assert looks(2) == " " * 80
        assert looks(3) == watched.CUT_LEFT + " " + "한" * 39
        for _ in range(5):
            await pilot.press("shift+right")
        assert looks(0) == watched.CUT_LEFT + RULER[121:]
        assert "shift+← more" in str(bar.render())
        await pilot.press("shift+left")
        assert looks(0) == watched.CUT_LEFT + RULER[81:159] + watched.CUT
        assert known.done == []
        known.sent.put_nowait(reports.Frame("k8s-m", 5, 200, (RULER, "news"), (0, 2)))
        await until(pilot, lambda: watched.CUT_LEFT in looks(1))
        assert looks(0) == watched.CUT_LEFT + RULER[81:159] + watched.CUT
        known.sent.put_nowait(reports.Frame("k8s-w1", 5, 80, ("on another",), (0, 1)))
        await until(pilot, lambda: looks(0).startswith("on another"))
        await until(pilot, lambda: "shift+" not in str(bar.render()))


async def test_while_typing_sideways_keys_are_the_learners(known: room.Room) -> None:
    """The picture follows the cursor then: nothing else could lead to it."""
    async with running(known, size=(80, 24)) as pilot:
        one = await _watch(known, pilot, reports.Frame("k8s-m", 5, 200, (RULER,), (150, 0)))
        terminal = pilot.app.screen.query_one(watched.Watched)
        known.consent(one, "type", "given")
        await until(pilot, lambda: terminal.typing)
        assert terminal.render_line(0).text.startswith(RULER[:79])
        await pilot.press("y")
        await until(pilot, lambda: watched.CUT_LEFT in terminal.render_line(0).text)
        shown = terminal.render_line(0)
        assert shown.text == watched.CUT_LEFT + RULER[73:151] + watched.CUT
        assert [part.text for part in shown if part.style and part.style.reverse] == [RULER[150]]
        await pilot.press("shift+right")
        await until(pilot, lambda: bool(known.done))
        assert known.done == [("keys", one, "k8s-m", "\x1b[1;2C")]
        assert terminal.render_line(0).text == shown.text
        known.sent.put_nowait(reports.Frame("k8s-m", 5, 200, (RULER,), (0, 0)))
        await until(pilot, lambda: terminal.render_line(0).text.startswith(RULER[:79]))


@pytest.mark.parametrize("at", [0, 79])
async def test_a_cursor_at_the_edge_moves_nothing_that_fits(known: room.Room, at: int) -> None:
    """Of a terminal as wide as there is room for."""
    async with running(known, size=(80, 24)) as pilot:
        one = await _watch(known, pilot, reports.Frame("k8s-m", 5, 80, (RULER[:80],), (at, 0)))
        terminal = pilot.app.screen.query_one(watched.Watched)
        known.consent(one, "type", "given")
        await until(pilot, lambda: terminal.typing)
        await pilot.press("y")
        await until(pilot, lambda: any(part.style and part.style.reverse for part in terminal.render_line(0)))
        assert terminal.render_line(0).text == RULER[:80]


@pytest.mark.parametrize("how", ["enter", "escape", "click", "bar"])
async def test_what_is_typed_on_after_the_end_is_no_command(known: room.Room, how: str) -> None:
    """Until the instructor has seen that their keys are their own again; also where only the window was left."""
    async with running(known) as pilot:
        one = await _watch(known, pilot)
        known.consent(one, "type", "given")
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: terminal.typing)
        await pilot.press("y")
        await until(pilot, lambda: terminal.has_focus)
        if how in ("click", "bar"):
            pilot.app.app_focus = False
            await until(pilot, lambda: not terminal.has_focus)
        known.consent(one, "type", "ended")
        known.consent(one, "watch", "ended")
        await until(pilot, lambda: "has ended it" in looks(terminal))
        pilot.app.app_focus = True
        await until(pilot, lambda: terminal.has_focus)
        assert "Neighbor" not in looks(terminal)
        await pilot.press("e", "w", "m", "q", "space", "ctrl+t", "ctrl+p")
        await pilot.pause(0.3)
        assert known.done == []
        assert len(pilot.app.screen_stack) == 2
        assert "has ended it" in looks(terminal)
        if how == "click":
            await pilot.click(watched.Watched)
        elif how == "bar":
            await pilot.click(keybar.KeyBar, offset=(2, 0))
        else:
            await pilot.press(how)
        await until(pilot, lambda: not pilot.app.screen.has_class("frames"))
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.display)
        assert known.done == []
        await pilot.press("w")
        await done(pilot, known, "ask", one, "watch")


async def test_who_took_their_keys_back_is_not_stopped(known: room.Room) -> None:
    """The end of typing is no news to who did not type."""
    async with running(known) as pilot:
        one = await _watch(known, pilot)
        known.consent(one, "type", "given")
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: terminal.typing)
        await pilot.press("y", "ctrl+t")
        await until(pilot, lambda: not terminal.has_focus)
        known.consent(one, "type", "ended")
        known.consent(one, "watch", "ended")
        await until(pilot, lambda: not pilot.app.screen.has_class("frames"))
        assert not terminal.over


async def test_a_learner_is_opened_once(known: room.Room) -> None:
    """A second key was on its way when the first had opened them."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        console(pilot).open_learner(one)
        console(pilot).open_learner(one)
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 2
