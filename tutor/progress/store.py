"""The progress file: one learner, every course.

Each call is one committed transaction (SQLite: https://sqlite.org/wal.html, synchronous=FULL), so a crash at any
instant loses at most the line that was being written.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tutor.base import clock, errors
from tutor.progress import schema


class StepProgress(NamedTuple):
    """How a step stands: passed, failed or skipped; hints seen and verdicts asked for so far; when it last moved."""

    lesson: str
    step: str
    status: str
    hints: int
    tries: int
    at: str


class CommandLine(NamedTuple):
    """A command that the learner ran; `exit_code` is None when it never ended."""

    lesson: str
    step: str
    host: str
    text: str
    exit_code: int | None
    seconds: float
    at: str


NOWHERE = Path(":memory:")
"""SQLite's name for a file that is gone with its connection."""


class Store:
    """An open progress file; close it when done. Every call raises EnvironmentLacks where the file does not obey."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(file, timeout=1, isolation_level=None)
            self._open(file)
        except sqlite3.DatabaseError as error:
            raise errors.EnvironmentLacks(
                f"the progress file {file} can't be used",
                why=str(error),
                todo="move it away; a new one is made at the next start",
            ) from error

    def _open(self, file: Path) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        if (found := schema.version_of(self._db)) > schema.VERSION:
            self._db.close()
            raise errors.EnvironmentLacks(
                f"the progress file {file} was written by a newer k8stutor",
                why=f"its schema is {found}, this version reads up to {schema.VERSION}",
                todo="upgrade k8stutor, or move the file away",
            )
        schema.migrate(self._db)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _do(self, sql: str, args: Sequence[Any] = ()) -> list[Any]:
        """The rows of one statement."""
        try:
            return self._db.execute(sql, args).fetchall()
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # no fault of the file's, but one of ours
        except sqlite3.DatabaseError as error:  # a full disk, another program's lock
            raise errors.EnvironmentLacks(
                f"the progress file {self._file} can't be used",
                why=str(error),
                todo="see that its disk has room and that no other program holds it; "
                "until then a lesson goes on, but nothing of it is kept",
            ) from error

    def record_step(self, course: str, lesson: str, step: str, status: str, *, hints: int) -> None:
        """Note a verdict; a passed step stays passed whatever is tried afterwards."""
        self._do(
            """INSERT INTO step VALUES (?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET
               status = iif(status = 'passed', status, excluded.status),
               hints = max(hints, excluded.hints), tries = tries + 1, at = excluded.at""",
            (course, lesson, step, status, hints, clock.rfc3339(clock.now())),
        )

    def forget_step(self, course: str, lesson: str, step: str) -> None:
        """Make a step untried again."""
        self._do("DELETE FROM step WHERE course = ? AND lesson = ? AND step = ?", (course, lesson, step))

    def steps(self, course: str) -> list[StepProgress]:
        """All steps of a course that were tried."""
        rows = self._do(
            "SELECT lesson, step, status, hints, tries, at FROM step WHERE course = ? ORDER BY at", (course,)
        )
        return [StepProgress(*row) for row in rows]

    def record_command(self, course: str, line: CommandLine) -> None:
        """Note a command that ended."""
        self._do(
            """INSERT INTO command (course, lesson, step, host, text, exit_code, seconds, at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (course, *line),
        )

    def commands(self, course: str, lesson: str) -> list[CommandLine]:
        """A lesson's commands, oldest first."""
        rows = self._do(
            """SELECT lesson, step, host, text, exit_code, seconds, at FROM command
               WHERE course = ? AND lesson = ? ORDER BY id""",
            (course, lesson),
        )
        return [CommandLine(*row) for row in rows]

    def set_place(self, course: str, lesson: str, step: str) -> None:
        """Remember where the learner is."""
        self._do(
            "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)",
            (course, lesson, step, clock.rfc3339_micro(clock.now())),
        )

    def place(self, course: str, lesson: str) -> str | None:
        """The step where the learner left this lesson."""
        rows = self._do("SELECT step FROM place WHERE course = ? AND lesson = ?", (course, lesson))
        return str(rows[0][0]) if rows else None

    def last_lesson(self, course: str) -> str | None:
        """The lesson that the learner was in last."""
        rows = self._do("SELECT lesson FROM place WHERE course = ? ORDER BY at DESC LIMIT 1", (course,))
        return str(rows[0][0]) if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Remember a choice, the language above all."""
        self._do("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def setting(self, name: str) -> str | None:
        """A remembered choice."""
        rows = self._do("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def reset(self, course: str, lesson: str | None = None) -> None:
        """Forget a course, or one lesson of it; choices stay."""
        where, args = "course = ?", [course]
        if lesson is not None:
            where, args = "course = ? AND lesson = ?", [course, lesson]
        self._do("BEGIN IMMEDIATE")
        try:
            for table in ("step", "place", "command"):
                self._do(f"DELETE FROM {table} WHERE {where}", args)  # noqa: S608 - names from the line above
            self._do("COMMIT")
        except BaseException:
            self._do("ROLLBACK")
            raise
