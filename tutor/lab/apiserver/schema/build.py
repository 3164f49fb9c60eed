"""Keeps the prose of the types in the user's cache, one file per table, made once for each version of its source."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tutor.lab.apiserver.schema import sources, types

_FORM = 1
"""Goes up when the files' form changes."""


def folder_name() -> str:
    """The cache's folder for the installed package: its version, and the form of the files."""
    return f"prose-{sources.version()}-{_FORM}"


def ensure(folder: Path) -> Path:
    """The folder below `folder` with a prose file for each table; made if it is not there yet (about a second).

    Raises OSError where nothing can be written, ModuleNotFoundError without the `kubernetes` package.
    """
    target = folder / folder_name()
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=folder))
    try:
        for table, found in collect().items():
            (fresh / f"{table}.json").write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
        fresh.chmod(0o755)
        os.rename(fresh, target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not target.is_dir():  # another process may have been faster, which is as good
            raise
    return target


def collect() -> dict[str, dict[str, Any]]:
    """By table, then by type: `text` and `fields`."""
    known = {prose.name.lower(): prose for prose in sources.read()}
    result: dict[str, dict[str, Any]] = {}
    for table in types.tables():
        group, _, version = table.rpartition(".")
        short = group.partition(".")[0]
        said: dict[str, Any] = {}
        for key in types.keys(table):
            name = key.partition("/")[2]
            found = known.get(f"{short}{version}{name}".lower()) or known.get(f"{version}{name}".lower())
            if found is not None:
                said[name] = {"text": found.text, "fields": found.fields}
        result[table] = said
    return result
