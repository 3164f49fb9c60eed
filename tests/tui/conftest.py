"""The application on a fake engine, driven by a pilot."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui import fakes
from tutor.tui import application

Wait = Callable[[Callable[[], bool]], Any]


@asynccontextmanager
async def running(
    engine: fakes.Engine, *, lang: str = "en", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Pilot[int]]:
    """The application, up to its first session."""
    app = application.TutorApp(engine, lang)
    async with app.run_test(size=size) as pilot:
        if engine.wanted() and engine.gate is None and engine.fails is None:
            await until(pilot, lambda: engine.session is not None and bool(engine.session.lives))
        yield pilot


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Let the application work until a condition holds."""
    for _ in range(2000):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError("the application did not come to what was waited for")


async def opened(pilot: Pilot[int], name: str) -> None:
    """Wait until the window of that class's name has the keyboard: a key that is pressed before goes elsewhere."""
    await until(pilot, lambda: type(pilot.app.screen).__name__ == name and pilot.app.focused is not None)


@pytest.fixture
def engine() -> fakes.Engine:
    """An engine whose place is the lab."""
    return fakes.Engine()
