"""What is still to be told to a class: one file a membership, so that a crash or a lost network loses nothing.

Rows are numbered from 1 without a gap, and stay after they were sent: a server that lost its data gets them again.
Each call is one committed transaction, as in `store`.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tutor.base import clock, errors

VERSION = 1
"""Of the file's shape; kept as SQLite's user_version."""

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS report (
        n INTEGER PRIMARY KEY, body BLOB NOT NULL, at REAL NOT NULL, sent INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS unsent ON report (n) WHERE sent = 0",
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    f"PRAGMA user_version = {VERSION}",
)


class Entry(NamedTuple):
    """A report as it goes over the wire, and its number."""

    n: int
    body: bytes


class Outbox:
    """An open outbox; close it when done. Every call raises EnvironmentLacks where the file does not obey."""

    def __init__(self, file: Path) -> None:
        """Raises UsageError where another tutor on this machine has it open: two would send in each other's way."""
        self._file = file
        with self._obeying():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._db = self._open(file)
        except BlockingIOError:
            os.close(self._lock)
            raise errors.UsageError(
                "this class is open in another tutor on this machine",
                todo="go on there, or close that one first",
            ) from None
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self, file: Path) -> sqlite3.Connection:
        with self._obeying():
            os.close(os.open(file, os.O_CREAT | os.O_CLOEXEC, 0o600))  # SQLite would make it readable for all
            db = sqlite3.connect(file, timeout=1, isolation_level=None)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            if (found := db.execute("PRAGMA user_version").fetchone()[0]) > VERSION:
                db.close()
                raise errors.EnvironmentLacks(
                    f"the file of reports {file} was written by a newer k8stutor",
                    why=f"its version is {found}, this one reads up to {VERSION}",
                    todo="upgrade k8stutor",
                )
            for statement in _SCHEMA:
                db.execute(statement)
            return db

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        os.close(self._lock)

    @contextlib.contextmanager
    def _obeying(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # no fault of the file's, but one of ours
        except (sqlite3.DatabaseError, OSError) as error:
            raise errors.EnvironmentLacks(
                f"the file of reports to the class {self._file} can't be used",
                why=str(error),
                todo="see that its disk has room; until then a lesson goes on, but the class does not hear of it",
            ) from error

    def _do(self, sql: str, args: Sequence[Any] = ()) -> list[Any]:
        with self._obeying():
            return self._db.execute(sql, args).fetchall()

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep what `write` makes of the next number; that number."""
        with self._obeying():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                n = int(self._db.execute("SELECT coalesce(max(n), 0) + 1 FROM report").fetchone()[0])
                row = (n, write(n), clock.now().timestamp())
                self._db.execute("INSERT INTO report (n, body, at) VALUES (?, ?, ?)", row)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        return n

    def unsent(self, limit: int = 64) -> list[Entry]:
        """The oldest that were not sent yet, in order."""
        rows = self._do("SELECT n, body FROM report WHERE sent = 0 ORDER BY n LIMIT ?", (limit,))
        return [Entry(*row) for row in rows]

    def waiting(self) -> int:
        """How many were not sent yet."""
        return int(self._do("SELECT count(*) FROM report WHERE sent = 0")[0][0])

    def sent(self, n: int) -> None:
        """The class has report `n`."""
        self._do("UPDATE report SET sent = 1 WHERE n = ?", (n,))

    def settle(self, stored: int) -> None:
        """The class has all up to `stored`, and none after it: those are to be sent, once more where they were."""
        self._do(
            "UPDATE report SET sent = (n <= ?) WHERE sent != (n <= ?) AND length(body) > 0", (stored, stored)
        )

    def body(self, n: int) -> bytes | None:
        """Report `n` as it goes over the wire, empty where it is forgotten; None where it never was."""
        rows = self._do("SELECT body FROM report WHERE n = ?", (n,))
        return bytes(rows[0][0]) if rows else None

    def renumber(self, above: int, since: float, write: Callable[[bytes, int], bytes]) -> None:
        """What was made after `since` (Unix time) is to be sent, with numbers above `above`; all else is told.

        `write` gives a report another number. Numbers up to `above` stay used.
        """
        with self._obeying():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                found = self._db.execute(
                    "SELECT body, at FROM report WHERE at > ? AND length(body) > 0 ORDER BY n", (since,)
                ).fetchall()
                self._db.execute("DELETE FROM report WHERE at > ? OR n >= ?", (since, above))
                self._db.execute("UPDATE report SET sent = 1")
                rows = [(above, b"", since, 1)]
                rows += [(n, write(body, n), at, 0) for n, (body, at) in enumerate(found, start=above + 1)]
                self._db.executemany("INSERT INTO report (n, body, at, sent) VALUES (?, ?, ?, ?)", rows)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def expire(self, before: float) -> None:
        """Forget what was said before that moment (Unix time), told or not; its numbers stay used."""
        self._do("UPDATE report SET body = x'', sent = 1 WHERE at < ? AND length(body) > 0", (before,))

    def set_setting(self, name: str, value: str) -> None:
        """Remember something of this membership."""
        self._do("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def setting(self, name: str) -> str:
        """What was remembered, "" for nothing."""
        rows = self._do("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""


def delete(file: Path) -> None:
    """Remove an outbox that is not open, with all that belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    file.with_suffix(".lock").unlink(missing_ok=True)
