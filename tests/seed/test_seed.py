"""The whole tutorial on a fresh lab."""

import re
from pathlib import Path

import pytest

from tests.lab import running
from tests.seed import play, table

WANTED = (
    "1.1 1.2 1.3 1.4 1.5 1.6 1.7 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 4.1 4.2 4.3 4.4 4.5 4.6 "
    "5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8 6.9 6.10 6.11 "
    "7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8 7.9 7.10"
).split()
"""The numbers of the tutorial's commands; one that is run on several hosts has a row for each."""


def test_none_is_left_out() -> None:
    """Every number has its row, in order, and no row is without commands."""
    numbers = list(dict.fromkeys(re.split(r"[ ]", row.id)[0] for row in table.ROWS))
    assert numbers == WANTED
    assert all(row.commands for row in table.ROWS)
    assert len({row.id for row in table.ROWS}) == len(table.ROWS)


@pytest.mark.lab
@pytest.mark.timeout(900)
async def test_every_command_shows_what_must_be_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On each command's own host, in the order of the tutorial."""
    lines: list[str] = []
    with running.lab(tmp_path):
        results = await play.play(table.ROWS, lines.append)
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert [result.row.id for result in results if result.fault] == []
