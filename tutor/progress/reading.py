"""The words for a file that does not obey."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tutor.base import errors


@contextlib.contextmanager
def told(file: Path) -> Iterator[None]:
    """A block whose faults of `file` (a full disk, another program's lock) raise EnvironmentLacks."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # no fault of the file's, but one of ours
    except (sqlite3.DatabaseError, OSError) as error:
        raise errors.EnvironmentLacks(
            f"the file {file} can't be used",
            why=str(error),
            todo="see that its disk has room and that no other program holds it",
        ) from error
