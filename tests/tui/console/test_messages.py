"""Messages and hints: to whom they go, and that no words are lost."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import opened, until
from tests.tui.console import room
from tests.tui.console.conftest import console, done, running, typed
from tutor.base import errors
from tutor.tui.console.screens import console as main


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


def _dialog(pilot: Pilot[int]) -> str:
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Static))


async def test_a_message_goes_to_the_one_under_the_cursor(known: room.Room) -> None:
    """m, words, enter."""
    async with running(known) as pilot:
        await pilot.press("m")
        await typed(pilot, "look at x")
        await pilot.press("enter")
        first = console(pilot).book.shown[0].id
        await done(pilot, known, "say", "look at x", [first], "", "")


async def test_a_message_goes_to_the_marked(known: room.Room) -> None:
    """space marks, m writes."""
    async with running(known) as pilot:
        await pilot.press("space", "down", "space", "m")
        await typed(pilot, "both")
        await pilot.press("enter")
        await until(pilot, lambda: bool(known.done))
        assert set(known.done[0][2]) == {one.id for one in console(pilot).book.shown[:2]}  # type: ignore[call-overload]


async def test_marks_end_with_their_message(known: room.Room) -> None:
    """The next one goes to whom the cursor is on; marks that are a group's stay."""
    async with running(known) as pilot:
        await pilot.press("space", "down", "m")
        await typed(pilot, "x")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        assert len(console(pilot).book.marked) == 1
        await pilot.press("m")
        await typed(pilot, "x")
        await pilot.press("enter")
        await until(pilot, lambda: not console(pilot).book.marked)
        known.done.clear()
        await pilot.press("m")
        await typed(pilot, "y")
        await pilot.press("enter")
        await done(pilot, known, "say", "y", [console(pilot).book.shown[1].id], "", "")
        known.names["left"] = ["l1", "l2"]
        await pilot.press("g", "m")
        await typed(pilot, "z")
        await pilot.press("enter")
        await until(pilot, lambda: bool(known.done))
        assert console(pilot).book.marked == {"l1", "l2"}


async def test_a_message_goes_to_all(known: room.Room) -> None:
    """a, from every view; ctrl+j begins a new line."""
    async with running(known) as pilot:
        await pilot.press("3", "a")
        await typed(pilot, "break\nnow")
        await pilot.press("enter")
        await done(pilot, known, "say", "break\nnow", None, "", "")


async def test_given_up_words_are_not_sent(known: room.Room) -> None:
    """esc, or nothing written."""
    async with running(known) as pilot:
        await pilot.press("a")
        await typed(pilot, "x")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        await pilot.press("a")
        await opened(pilot, "Write")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        assert not known.done


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


async def test_a_message_that_was_not_sent_can_be_sent_again(known: room.Room) -> None:
    """Its words stay."""
    async with running(known) as pilot:
        known.fails = errors.EnvironmentLacks("the class was not told")
        await pilot.press("a")
        await typed(pilot, "break now")
        await pilot.press("enter")
        await until(pilot, lambda: "the class was not told" in _dialog(pilot))
        known.fails = None
        await opened(pilot, "Write")
        await pilot.press("enter")
        await done(pilot, known, "say", "break now", None, "", "")
