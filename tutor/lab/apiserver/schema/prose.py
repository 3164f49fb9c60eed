"""What is said of types and fields, from the cache that `build` keeps.

Newer versions of the `kubernetes` package say nothing of fields that hold a struct; for the common ones there are
words of our own, by field name, or by type and field name where the meaning differs.
"""

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


@functools.cache
def _own_words() -> dict[str, str]:
    found: dict[str, str] = json.loads(Path(__file__).with_name("own_words.json").read_text(encoding="utf-8"))
    return found


def of_struct(key: str, name: str) -> str:
    """Our own words for a field that holds a struct or structs; empty if there are none."""
    words = _own_words()
    return words.get(f"{key}.{name}") or words.get(name, "")


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
