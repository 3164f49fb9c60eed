"""One learner's screen: watching and typing with their consent, hints, the hand."""

import pytest
from textual.widgets import Static

from tests.tui.conftest import opened, until
from tests.tui.console import pictures, room
from tests.tui.console.conftest import console, done, running
from tutor.tui.console.widgets import watched
from tutor.workshop import reports


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


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
        known.sent.put_nowait(pictures.FRAME)
        await until(pilot, lambda: shown.has_class("frames"))
        terminal = shown.query_one(watched.Watched)
        await until(pilot, lambda: "Neighbor" in "\n".join(terminal.render_line(y).text for y in range(12)))
        text = "\n".join(terminal.render_line(y).text for y in range(12))
        assert "Neighbor" in text
        assert "a title" not in text
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
    """right shows the next host that has sent."""
    async with running(known) as pilot:
        one = console(pilot).book.shown[0].id
        await pilot.press("enter", "w")
        await until(pilot, lambda: bool(known.done))
        known.consent(one, "watch", "given")
        known.sent.put_nowait(pictures.FRAME)
        known.sent.put_nowait(reports.Frame("k8s-m", 24, 80, ("on the master",)))
        terminal = pilot.app.screen.query_one(watched.Watched)
        await until(pilot, lambda: len(terminal.frames) == 2)
        await pilot.press("right")
        await until(pilot, lambda: terminal.host == "k8s-m")
        await until(pilot, lambda: "on the master" in terminal.render_line(0).text)


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


@pytest.mark.parametrize("key", ["ctrl+n", "ctrl+g"])
async def test_one_hint_goes_to_a_whole_group(key: str, known: room.Room) -> None:
    """2, m; ctrl+n, which a browser keeps, or ctrl+g puts in the lesson's own hint."""
    known.groups = [known.groups[0]._replace(at=("01-coredns", "pods"), learners=["l1", "l2", "l3"])]
    async with running(known) as pilot:
        await pilot.press("2", "m")
        await opened(pilot, "Write")
        await pilot.press(key, key, "enter")
        sent = ("Say `-n kube-system`.", ["l1", "l2", "l3"], "01-coredns", "pods")
        await done(pilot, known, "say", *sent)
