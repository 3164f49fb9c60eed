"""Remembers a course as it was read, so that the first screen need not wait for YAML.

Reading a course costs about as much as a tenth of the whole launch: the parser's import, then the parsing. What was
read is kept in the user's own cache, and believed only while every file of the course is as it was.
"""

import contextlib
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

from tutor import __version__
from tutor.base import paths
from tutor.course import model

MOST = 8
"""Courses that are remembered, half a MiB each; the one that was read longest ago goes first."""


def load(root: Path) -> model.Course:
    """The course in `root`. Raises CourseError."""
    stamp = _stamp(root)
    kept = paths.cache() / f"course-{zlib.crc32(os.fsencode(root.resolve())):08x}.pickle"
    if (found := _read(kept, stamp)) is not None:
        return found
    from tutor.course import loader

    course = loader.load(root)
    _write(kept, (stamp, course))
    return course


def _stamp(root: Path) -> tuple[object, ...]:
    """Changes with any file of the course, and with the tutor itself."""
    files: list[tuple[str, int, int]] = []
    for folder in (root, root / "lessons", *_folders(root / "lessons")):
        files += [(entry.path, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in _entries(folder)]
    shape = Path(model.__file__).stat().st_mtime_ns
    return (__version__, shape, str(root), tuple(sorted(files)))


def _folders(parent: Path) -> list[Path]:
    return [Path(entry.path) for entry in _entries(parent, folders=True)]


def _entries(folder: Path, *, folders: bool = False) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if (entry.is_dir() if folders else entry.is_file())]
    except FileNotFoundError:
        return []


def _read(kept: Path, stamp: tuple[object, ...]) -> model.Course | None:
    """What was kept under that stamp. Anything unreadable is as good as nothing: the course is read again."""
    try:
        if kept.stat().st_uid != os.getuid():
            return None
        known: Any = pickle.loads(kept.read_bytes())  # noqa: S301 - from this user's own cache
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, ValueError, TypeError):
        return None
    if not isinstance(known, tuple) or len(known) != 2 or known[0] != stamp:
        return None
    return known[1] if isinstance(known[1], model.Course) else None


def _write(kept: Path, known: tuple[tuple[object, ...], model.Course]) -> None:
    """Replace what was kept, at once. A cache that cannot be written costs time, nothing else."""
    with contextlib.suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(pickle.dumps(known))
        fresh.replace(kept)
        everything = sorted(kept.parent.glob("course-*.pickle"), key=lambda file: file.stat().st_mtime)
        for old in everything[:-MOST]:
            old.unlink(missing_ok=True)
