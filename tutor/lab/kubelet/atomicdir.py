"""A directory whose files change all at once (Kubernetes: pkg/volume/util/atomic_writer.go).

The files lie in a directory with a dated name, `..data` is a symlink to it, and each visible name is a
symlink through `..data`; renaming a new `..data` over the old one is the change.
"""

import contextlib
import datetime
import os
import secrets
import shutil
from pathlib import Path

from tutor.lab.kubelet import payload

DATA = "..data"


def write(target: Path, files: payload.Files) -> bool:
    """Make `target` hold exactly `files`; False when it already did. Raises OSError."""
    target.mkdir(parents=True, exist_ok=True)
    current = target / DATA
    if current.is_symlink() and _same(current, files):
        return False
    old = os.readlink(current) if current.is_symlink() else ""
    fresh = (
        target / f"..{datetime.datetime.now(datetime.UTC):%Y_%m_%d_%H_%M_%S}.{secrets.randbelow(10**10):010d}"
    )
    for path, file in files.items():
        place = fresh / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
        place.chmod(file.mode)
    fresh.mkdir(exist_ok=True)
    temporary = target / f"{DATA}_tmp"
    temporary.symlink_to(fresh.name)
    temporary.rename(current)
    _link(target, files)
    if old:
        shutil.rmtree(target / old, ignore_errors=True)
    return True


def _same(current: Path, files: payload.Files) -> bool:
    found = {str(path.relative_to(current)) for path in current.rglob("*") if path.is_file()}
    if found != files.keys():
        return False
    return all((current / path).read_bytes() == file.content for path, file in files.items())


def _link(target: Path, files: payload.Files) -> None:
    wanted = {path.split("/")[0] for path in files}
    for name in wanted:
        with contextlib.suppress(FileExistsError):
            (target / name).symlink_to(f"{DATA}/{name}")
    for entry in target.iterdir():
        if not entry.name.startswith("..") and entry.name not in wanted:
            entry.unlink()
