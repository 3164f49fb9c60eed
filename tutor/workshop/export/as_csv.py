"""A report as tables of comma-separated values (RFC 4180), UTF-8 without a byte order mark. Pure.

A spreadsheet takes a cell that begins with one of =+-@ for a formula, whoever wrote it: such a cell gets an apostrophe
before it (https://owasp.org/www-community/attacks/CSV_Injection). Where the decimal mark is a comma, spreadsheets split
at ";", whatever the file says, so what follows one begins a cell as well. Numbers are ours and stay numbers.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from tutor.workshop.export import as_json, report

Cell = str | int | float | None
FORMULA = "=+-@＝＋－＠"  # the wide ones as well: some spreadsheets read them as the narrow ones
BEGINS = re.compile(rf"""(^|;)(?=[\s"']*[{re.escape(FORMULA)}])""")
"""Where a cell may begin, and with a formula: the file's quotation marks may be taken for its quotes."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "attendance": ("id", "name", "lang", "begin", "end", "seconds"),
    "progress": ("id", "name", "lesson", "step", "status", "seconds", "tries", "hints"),
    "steps": (
        "lesson", "step", "title", "came", "passed", "skipped", "failed",
        "median_seconds", "slow_seconds", "tries", "hinted",
    ),
    "checks": (
        "lesson", "step", "check", "title", "check_learners", "check_times",
        "kind", "expected", "seen", "learners", "times",
    ),
    "polls": ("question", "lesson", "step", "at", "asked", "option", "text", "votes", "right"),
}  # fmt: skip
"""Table -> its columns. A row of `attendance` is a stay, of `progress` a learner at a step, of `steps` a step, of
`checks` one of a check's commonest differences, of `polls` an option. They mean what `as_json` says."""
TABLES = tuple(COLUMNS)


def render(made: report.Report, table: str) -> str:
    """One table with its heading."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS[table])
    writer.writerows([harmless(cell) for cell in row] for row in ROWS[table](made))
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs and no terminal obeys."""
    if not isinstance(cell, str):
        return cell
    # Tabs and ends of lines are among the controls: nothing is left to split at but the semicolon.
    plain = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in cell)
    return BEGINS.sub(r"\1'", plain)


def _attendance(made: report.Report) -> Iterator[Sequence[Cell]]:
    for one in made.learners:
        for stay in one.stays:
            begin, end = as_json.moment(stay.begin), as_json.moment(stay.end)
            yield one.id, one.name, one.lang, begin, end, round(stay.end - stay.begin)


def _progress(made: report.Report) -> Iterator[Sequence[Cell]]:
    for one in made.learners:
        for (lesson, step), how in one.steps.items():
            yield one.id, one.name, lesson, step, how.status, round(how.seconds), how.tries, how.hints


def _steps(made: report.Report) -> Iterator[Sequence[Cell]]:
    for one in made.steps:
        times = [None if span is None else round(span) for span in (one.median, one.slow)]
        counts = (one.came, one.passed, one.skipped, one.failed)
        yield *one.key, one.title, *counts, *times, round(one.tries, 2), one.hinted


def _checks(made: report.Report) -> Iterator[Sequence[Cell]]:
    for one in made.checks:
        for difference in one.differences:
            yield *one.key, one.check, one.title, one.learners, one.times, *difference


def _polls(made: report.Report) -> Iterator[Sequence[Cell]]:
    for one in made.polls:
        for choice in one.choices:
            right = "yes" if choice.right else ""
            at = as_json.moment(one.at)
            yield one.question, *one.key, at, one.asked, choice.id, choice.text, choice.votes, right


ROWS = {
    "attendance": _attendance,
    "progress": _progress,
    "steps": _steps,
    "checks": _checks,
    "polls": _polls,
}
