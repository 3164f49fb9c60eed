"""The whole tutorial on a fresh lab."""

from pathlib import Path

import pytest

from tests.lab import running
from tests.seed import play, table

COUNTS = {"1": 7, "2": 10, "4": 6, "5": 8, "6": 11, "7": 10}
WANTED = [f"{part}.{number}" for part, count in COUNTS.items() for number in range(1, count + 1)]
"""The numbers of the tutorial's commands; one that is run on several hosts has a row for each."""


def test_none_is_left_out() -> None:
    """Every number has its row, in order, and no row is without commands."""
    numbers = list(dict.fromkeys(row.id.partition(" ")[0] for row in table.ROWS))
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
