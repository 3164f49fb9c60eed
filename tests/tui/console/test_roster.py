"""The class as rows and as cells: found, filtered, sorted, and as it changes."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import until
from tests.tui.console import room
from tests.tui.console.conftest import console, running, typed
from tutor.tui.console.screens import console as main
from tutor.tui.console.screens import learner
from tutor.tui.console.widgets import dense, lines


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


def _main(pilot: Pilot[int]) -> main.ConsoleScreen:
    assert isinstance(pilot.app.screen, main.ConsoleScreen)
    return pilot.app.screen


def _painted(table: lines.Lines | dense.Dense) -> str:
    return "\n".join(table.render_line(y).text for y in range(table.size.height))


async def test_search_filter_and_order(known: room.Room) -> None:
    """/ follows every letter; f, s; esc shows all."""
    async with running(known) as pilot:
        await pilot.press("slash")
        await typed(pilot, "kim")
        await until(pilot, lambda: len(console(pilot).book.shown) == 1)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, learner.LearnerScreen))
        await pilot.press("escape", "escape", "f")
        await until(pilot, lambda: {one.state for one in console(pilot).book.shown} == {"asking"})
        await pilot.press("escape", "s")
        names = [console(pilot).book.name(one.id).casefold() for one in console(pilot).book.shown]
        assert names == sorted(names)


async def test_a_filter_that_nobody_matches_leaves_the_keys(known: room.Room) -> None:
    """esc shows all again, and / still finds."""
    known.known = {who: one._replace(state="working", hand=None) for who, one in known.known.items()}
    async with running(known) as pilot:
        await until(pilot, lambda: _main(pilot).query_one("#rows", lines.Lines).has_focus)
        await pilot.press("f")
        await until(pilot, lambda: not console(pilot).book.shown)
        assert "Nobody matches" in str(_main(pilot).query_one("#nobody", Static).render())
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: len(console(pilot).book.shown) == 10)
        await pilot.press("f", "slash")
        await typed(pilot, "kim")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: len(console(pilot).book.shown) == 10)


async def test_many_learners_are_cells_and_the_cursor_walks_among_them() -> None:
    """A thousand in one view; d shows rows."""
    many = room.Room(1000)
    async with running(many) as pilot:
        table = _main(pilot).query_one(dense.Dense)
        await until(pilot, lambda: table.has_focus)
        before = console(pilot).book.current
        await pilot.press("right", "down", "left", "up")
        await until(pilot, lambda: console(pilot).book.current == before)
        await pilot.press("end")
        await until(pilot, lambda: console(pilot).book.current == console(pilot).book.shown[-1].id)
        await pilot.click(dense.Dense, offset=(dense.GUTTER + 2, 1))
        await until(pilot, lambda: console(pilot).book.place == table.item_of(dense.GUTTER + 2, 1))
        await pilot.press("d")
        await until(pilot, lambda: _main(pilot).query_one("#rows", lines.Lines).has_focus)
        await pilot.press("d", "s")
        await until(pilot, lambda: not table.display)


async def test_a_change_is_shown_at_once(known: room.Room) -> None:
    """A row moves to where it belongs, the counts follow."""
    async with running(known) as pilot:
        last = console(pilot).book.shown[-1]
        known.change(last._replace(state="asking", since=1.0, hand="help"))
        await until(pilot, lambda: console(pilot).book.shown[0].id == last.id)
        await until(pilot, lambda: console(pilot).book.counts["asking"] == 3)
        assert "help" in _painted(_main(pilot).query_one("#rows", lines.Lines))
