"""A class of its own for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.workshop import classroom
from tutor.workshop import hosting


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
async def hosted(home: None) -> AsyncIterator[hosting.Class]:
    """A class as `workshop host` opens it."""
    async with hosting.opened(classroom.options()) as found:
        yield found
