"""What a learner's tutor has still to tell the class: it waits here while there is no network, in order.

A file of its own for each place in a class. What was told stays until the class is left, so that a server that lost
its data can be told again.
"""

import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tutor.progress import reading

_SCHEMA = """
CREATE TABLE IF NOT EXISTS report (n INTEGER PRIMARY KEY, data BLOB NOT NULL, sent INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS unsent ON report (n) WHERE NOT sent;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Outbox:
    """An open outbox; close it when done. Every call raises EnvironmentLacks where the file does not obey."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with reading.told(file):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, timeout=1, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
            new = ("source", secrets.token_hex(8))
            self._db.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", new)
        self.source = self.setting("source")
        """This machine's name among the learner's; reports are counted by it."""

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep the report that `write` makes for its number; the number, which counts from 1."""
        with reading.told(self._file):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                (number,) = self._db.execute("SELECT coalesce(max(n), 0) + 1 FROM report").fetchone()
                self._db.execute("INSERT INTO report (n, data) VALUES (?, ?)", (number, write(number)))
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        return int(number)

    def unsent(self, limit: int) -> list[tuple[int, bytes]]:
        """The oldest that were not told yet."""
        with reading.told(self._file):
            rows = self._db.execute("SELECT n, data FROM report WHERE NOT sent ORDER BY n LIMIT ?", (limit,))
            return [(int(number), bytes(data)) for number, data in rows]

    def waiting(self) -> int:
        """How many were not told yet."""
        with reading.told(self._file):
            (count,) = self._db.execute("SELECT count(*) FROM report WHERE NOT sent").fetchone()
        return int(count)

    def sent(self, number: int) -> None:
        """The class has that one."""
        with reading.told(self._file):
            self._db.execute("UPDATE report SET sent = 1 WHERE n = ?", (number,))

    def requeue_after(self, number: int) -> int:
        """Tell all that come after that number once more: the class does not have them. How many were thought told."""
        with reading.told(self._file):
            return self._db.execute("UPDATE report SET sent = 0 WHERE sent AND n > ?", (number,)).rowcount

    def setting(self, name: str) -> str:
        """A remembered word, "" for none."""
        with reading.told(self._file):
            row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_setting(self, name: str, value: str) -> None:
        """Remember a word."""
        with reading.told(self._file):
            self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def remove(file: Path) -> None:
    """Delete an outbox that is closed."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
