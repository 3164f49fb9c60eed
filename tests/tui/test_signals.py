"""A tutor that is told to end closes what it has opened: a class hears that its learner has left."""

from pathlib import Path

import pytest

from tests.tui import ending

CHILD = """
import asyncio, pathlib, sys
from tests.tui import fakes
from tutor.tui import app, application

class Engine(fakes.Engine):
    async def close(self, *, stop_lab):
        await super().close(stop_lab=stop_lab)
        await asyncio.sleep(0.2)  # as long as it may take to tell a class
        assert not stop_lab
        pathlib.Path(sys.argv[1]).write_text("closed")

async def main():
    return await app.shown(application.TutorApp(Engine(), "en"))

sys.exit(asyncio.run(main()))
"""


@pytest.mark.parametrize("way", ending.WAYS)
def test_a_tutor_that_is_told_to_end_closes_its_session(tmp_path: Path, way: str) -> None:
    """By whoever ends the process, or because the window of its terminal was closed."""
    ending.ends_well(CHILD, tmp_path / "mark", ready="Who answers DNS here?", way=way)
