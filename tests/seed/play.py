"""Runs the rows, and prints what became of each."""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.seed import rows, stage


@dataclass(frozen=True)
class Result:
    """A row's fate; `fault` is empty when all was as it must be."""

    row: rows.Row
    seconds: float
    fault: str

    def line(self) -> str:
        """One line of the table."""
        mark = "ok  " if not self.fault else "FAIL"
        command = self.row.commands[0].splitlines()[0] if self.row.commands else ""
        return f"{mark} {self.row.id:5} {self.seconds:6.2f} s  {self.row.host:8} {command[:110]}"


async def play(table: Sequence[rows.Row], tell: Callable[[str], None]) -> list[Result]:
    """Run every row on the lab that runs now, in order; a row that fails does not keep the next from its turn."""
    on = stage.Stage()
    results = []
    try:
        for row in table:
            results.append(await _one(on, row))
            tell(results[-1].line())
            if results[-1].fault:
                tell(results[-1].fault)
    finally:
        await on.close()
    good = sum(not result.fault for result in results)
    tell(f"seed: {good} of {len(results)} rows show what must be true")
    return results


async def _one(on: stage.Stage, row: rows.Row) -> Result:
    began = time.monotonic()
    try:
        await row.judge(rows.Seen(on, row))
        fault = ""
    except Exception:
        fault = traceback.format_exc(limit=-3)
    return Result(row, time.monotonic() - began, fault)
