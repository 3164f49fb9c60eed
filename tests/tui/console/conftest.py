"""The console on a class of the test, driven by a pilot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from tests.tui.console import room
from tutor.tui.console import application


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
