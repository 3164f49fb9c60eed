"""What `course prove` shows of its rows: a table for people, and plain data. Pure."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from tutor.authoring import prove

HEAD = f"{'right':>6} {'rejected':>9} {'wrong':>6} {'accepted':>9} {'races':>6} {'lost':>5} {'faults':>7}"


def render(rows: Sequence[prove.Row]) -> str:
    """The numbers of every check, what each error was about, and the sums."""
    names = [name(row) for row in rows]
    width = max((len(one) for one in names), default=0)
    lines = [f"{'step / check':{width}} {HEAD}"]
    for one, row in zip(names, rows, strict=True):
        lines.append(f"{one:{width}} {_numbers(row)}")
        lines += [f"    rejected though right: {about}" for about in row.false_rejects]
        lines += [f"    accepted though wrong: {about}" for about in row.false_accepts]
        lines += [f"    rejected in a race: {about}" for about in row.lost_races]
        lines += [f"    fault of the check: {about}" for about in row.faults]
    return "\n".join([*lines, summary(rows)])


def name(row: prove.Row) -> str:
    """Which check of which step, in which form."""
    form = f" [{row.form}]" if row.form else ""
    return f"{row.lesson}{form} {row.step} / {row.check}"


def _numbers(row: prove.Row) -> str:
    return (
        f"{row.right:>6} {len(row.false_rejects):>9} {row.wrong:>6} {len(row.false_accepts):>9} "
        f"{row.races:>6} {len(row.lost_races):>5} {len(row.faults):>7}"
    )


def summary(rows: Sequence[prove.Row]) -> str:
    """One line: how many trials there were, and how many errors."""
    found = totals(rows)
    return (
        f"{found['checks']} checks, {found['trials']} judgements: {found['false_accepts']} false accepts, "
        f"{found['false_rejects']} false rejects, {found['faults']} faults."
    )


def totals(rows: Sequence[prove.Row]) -> dict[str, int]:
    """The sums; a race that was lost is a false reject."""
    return {
        "checks": len(rows),
        # The solution is a right trial and a race, but judged once.
        "trials": sum(row.right + row.wrong + max(row.races - 1, 0) for row in rows),
        "false_accepts": sum(len(row.false_accepts) for row in rows),
        "false_rejects": sum(len(row.false_rejects) + len(row.lost_races) for row in rows),
        "faults": sum(len(row.faults) for row in rows),
    }


def as_json(rows: Sequence[prove.Row], what: str) -> dict[str, Any]:
    """One object: `run` ("all" or "sample 3"), `totals`, and `checks[]` with the fields of a row."""
    return {"run": what, "totals": totals(rows), "checks": [dataclasses.asdict(row) for row in rows]}
