"""Reading a stranger's files: only regular ones, only below the course's root, only of sensible size."""

import re
from pathlib import Path

from tutor.base import errors

LARGEST = 512 * 1024
"""Bytes that a file of a course may have; the longest real lesson has a tenth of that."""


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What no text needs, and what would reach the learner's terminal as a command to it."""


def inside(root: Path, path: Path) -> bool:
    """Whether `path`, with every symbolic link followed, lies in `root`."""
    return path.resolve().is_relative_to(root.resolve())


def read(root: Path, path: Path) -> str:
    """The file's text. Raises CourseError where it is missing, outside `root`, too large or not UTF-8."""
    if not inside(root, path):
        raise errors.CourseError(
            "the file lies outside the course", file=path, todo="replace the link by the file itself"
        )
    if not path.is_file():
        raise errors.CourseError(
            "there is no such file", file=path, todo="write it, or `course new` a folder"
        )
    if path.stat().st_size > LARGEST:
        raise errors.CourseError(
            f"the file is larger than {LARGEST // 1024} KiB", file=path, todo="split the lesson in two"
        )
    try:
        return _plain(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise errors.CourseError(
            "the text is not UTF-8", file=path, line=line, todo="save the file as UTF-8"
        ) from error
    except OSError as error:
        raise errors.CourseError("the file cannot be read", file=path, why=str(error)) from error


def _plain(text: str, path: Path) -> str:
    """The text, if it holds no control characters. Raises CourseError."""
    if found := CONTROL.search(text):
        raise errors.CourseError(
            "the text holds a control character",
            file=path,
            line=text.count("\n", 0, found.start()) + 1,
            todo="remove it",
        )
    return text
