"""The database's shape, and the steps from each older shape to the present one."""

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE step (
            course TEXT NOT NULL, lesson TEXT NOT NULL, step TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'skipped')),
            hints INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL,
            PRIMARY KEY (course, lesson, step)) WITHOUT ROWID""",
        """CREATE TABLE place (
            course TEXT NOT NULL, lesson TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (course, lesson)) WITHOUT ROWID""",
        """CREATE TABLE command (
            id INTEGER PRIMARY KEY, course TEXT NOT NULL, lesson TEXT NOT NULL, step TEXT NOT NULL,
            host TEXT NOT NULL, text TEXT NOT NULL, exit_code INTEGER, seconds REAL NOT NULL, at TEXT NOT NULL)""",
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
)
"""MIGRATIONS[n] leads from schema version n to n + 1; never change one that was released."""

VERSION = len(MIGRATIONS)


def version_of(db: sqlite3.Connection) -> int:
    """The schema version that the file has."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(db: sqlite3.Connection) -> None:
    """Bring the file to VERSION, each version in one transaction, so that a crash leaves a whole one."""
    while (version := version_of(db)) < VERSION:
        db.execute("BEGIN IMMEDIATE")
        try:
            if version_of(db) == version:
                for statement in MIGRATIONS[version]:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
