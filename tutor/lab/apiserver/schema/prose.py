"""What is said of types and fields, from the cache that `build` keeps."""

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

from tutor.lab.apiserver.schema import build


@dataclasses.dataclass(frozen=True)
class Said:
    """Of one type: its text, and its fields' texts."""

    text: str = ""
    fields: dict[str, str] = dataclasses.field(default_factory=dict)


class Library:
    """The prose files below a cache folder; made on the first question, empty where they cannot be made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @functools.cached_property
    def _files(self) -> Path | None:
        try:
            return build.ensure(self._folder)
        except (OSError, ModuleNotFoundError):
            return None

    @functools.cached_property
    def _tables(self) -> dict[str, dict[str, Any]]:
        return {}

    def about(self, key: str) -> Said:
        """What is said of `core.v1/PodSpec`."""
        table, _, name = key.partition("/")
        if table not in self._tables:
            self._tables[table] = self._load(table)
        found = self._tables[table].get(name)
        return Said(found["text"], found["fields"]) if found else Said()

    def _load(self, table: str) -> dict[str, Any]:
        if self._files is None or not (self._files / f"{table}.json").is_file():
            return {}
        found: dict[str, Any] = json.loads((self._files / f"{table}.json").read_text(encoding="utf-8"))
        return found
