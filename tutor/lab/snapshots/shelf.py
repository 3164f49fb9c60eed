"""The folder where a user's snapshots lie: one file each, written whole or not at all, for the user alone."""

import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tutor.base import errors, paths
from tutor.lab.snapshots import archive

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
SUFFIX = ".k8slab"


class Kept(NamedTuple):
    """A snapshot on the shelf; `header` is None where this version cannot use the file."""

    name: str
    size: int
    header: archive.Header | None


class Shelf:
    """Snapshots by name, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __contains__(self, name: str) -> bool:
        return self._file(name).is_file()

    def require(self, name: str) -> None:
        """Raises UsageError where there is no snapshot of that name."""
        if name not in self:
            raise self._unknown(name)

    def list(self) -> list[Kept]:
        """All of them, by name."""
        if not self._folder.is_dir():
            return []
        return [self._kept(file) for file in sorted(self._folder.glob(f"*{SUFFIX}"))]

    def write(self, name: str, fill: Callable[[int], None]) -> int:
        """Make or replace a snapshot: `fill` writes it to a descriptor. Its size in bytes. Raises LabError."""
        file = self._file(name)
        try:
            number, new = tempfile.mkstemp(dir=paths.private(self._folder))
            try:
                with open(number, "r+b") as opened:
                    fill(number)
                    size = os.fstat(number).st_size
                    os.fsync(opened.fileno())
                os.replace(new, file)
            except BaseException:
                os.unlink(new)
                raise
        except OSError as error:
            raise errors.EnvironmentLacks(
                f"the snapshot cannot be kept in {self._folder}",
                why=str(error),
                todo="set XDG_STATE_HOME to a folder of your own",
            ) from error
        return size

    def open(self, name: str) -> int:
        """A descriptor to read a snapshot from. Raises UsageError where there is none, LabError where it is no file."""
        try:
            number = os.open(self._file(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            raise self._unknown(name) from None
        except OSError as error:
            raise errors.LabError(f"the snapshot {name} cannot be read", why=str(error)) from error
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or found.st_size > archive.MOST_PACKED:
            os.close(number)
            raise errors.LabError(f"the snapshot {name} cannot be read", why="it is no file, or too large")
        return number

    def delete(self, name: str) -> None:
        """Forget one. Raises UsageError where there is none."""
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise self._unknown(name) from None

    def prune(self, most: int) -> None:
        """Keep the newest `most`."""
        files = sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda file: file.lstat().st_mtime, reverse=True)
        for file in files[most:]:
            file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise errors.UsageError(
                f"{name!r} cannot be a snapshot's name", todo="use a-z, 0-9, - and _, e.g. before-bgp"
            )
        return self._folder / f"{name}{SUFFIX}"

    def _unknown(self, name: str) -> errors.UsageError:
        known = ", ".join(one.name for one in self.list())
        todo = f"choose one of: {known}" if known else "take one: k8stutor lab snapshot NAME"
        return errors.UsageError(f"there is no snapshot {name}", todo=todo)

    def _kept(self, file: Path) -> Kept:
        try:
            with open(file, "rb") as opened:
                header = archive.header(opened.read(archive.LONGEST_HEADER))
        except (OSError, errors.LabError):
            header = None
        return Kept(file.name.removesuffix(SUFFIX), file.lstat().st_size, header)


def own() -> Shelf:
    """The user's own snapshots, which outlive every lab."""
    return Shelf(paths.state() / "snapshots")
