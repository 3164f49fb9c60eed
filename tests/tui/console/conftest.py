"""The console on a class of the test, driven by a pilot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.conftest import until
from tests.tui.console import room
from tutor.tui.console import application
from tutor.tui.console.modals import write


@asynccontextmanager
async def running(
    known: room.Room, *, lang: str = "en", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Pilot[int]]:
    """The console, mounted."""
    app = application.ConsoleApp(known, lang)
    async with app.run_test(size=size) as pilot:
        yield pilot


def console(pilot: Pilot[int]) -> application.ConsoleApp:
    """The application."""
    assert isinstance(pilot.app, application.ConsoleApp)
    return pilot.app


def told(pilot: Pilot[int]) -> str:
    """What was said at the edge of the screen."""
    return "\n".join(str(one.message) for one in pilot.app._notifications)


async def typed(pilot: Pilot[int], words: str) -> None:
    """Press the keys of these words, once there is where to write."""
    await until(pilot, lambda: isinstance(pilot.app.focused, (write.Words, Input)))
    for letter in words:
        await pilot.press(
            {" ": "space", "\n": "ctrl+j", "*": "asterisk", "?": "question_mark"}.get(letter, letter)
        )


async def done(pilot: Pilot[int], known: room.Room, *what: object) -> None:
    """Wait until the console has asked the class something, and see that it was that alone."""
    await until(pilot, lambda: bool(known.done))
    assert known.done == [what]
    known.done.clear()
