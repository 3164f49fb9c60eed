"""A console that is told to end closes its class: learners who are watched hear of it."""

from pathlib import Path

import pytest

from tests.tui import ending

CHILD = """
import asyncio, contextlib, pathlib, sys
from tests.tui.console import room
from tutor.tui.console import app

@contextlib.asynccontextmanager
async def opening():
    try:
        yield room.Room()
    finally:
        await asyncio.sleep(0.2)  # as long as it may take to tell learners
        pathlib.Path(sys.argv[1]).write_text("closed")

sys.exit(app.run(opening, "en"))
"""


@pytest.mark.parametrize("way", ending.WAYS)
def test_a_console_that_is_told_to_end_closes_its_class(tmp_path: Path, way: str) -> None:
    """By whoever ends the process, or because the window of its terminal was closed."""
    ending.ends_well(CHILD, tmp_path / "mark", ready="10 of 10 here", way=way)
