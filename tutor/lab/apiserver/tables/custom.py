"""Printer columns that a CustomResourceDefinition declares (apiextensions: pkg/registry)."""

import datetime
import json
import re
from collections.abc import Sequence
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_STEP = re.compile(r"""\.([\w-]+)|\[(\d+|\*)\]|\['([^']+)'\]|\["([^"]+)"\]|\.((?:[\w-]|\\\.)+)""")
_FILTER = re.compile(r"""\[\?\(@\.([\w.-]+)\s*==\s*["']([^"']*)["']\)\]""")


def find(obj: Any, path: str) -> list[Any]:
    """All values at a simple JSON path: fields, indices, `[*]` and `[?(@.key=="value")]`."""
    found, rest = [obj], path
    while rest and found:
        if chosen := _FILTER.match(rest):
            key, value = chosen.groups()
            found = [
                one for many in found if isinstance(many, list) for one in many if str(one.get(key)) == value
            ]
        elif chosen := _STEP.match(rest):
            found = _step(found, chosen)
        else:
            return []
        rest = rest[chosen.end() :]
    return found


def _step(found: list[Any], match: re.Match[str]) -> list[Any]:
    if match[2] == "*":
        return [one for many in found if isinstance(many, list) for one in many]
    if match[2] is not None:
        index = int(match[2])
        return [many[index] for many in found if isinstance(many, list) and index < len(many)]
    key = match[1] or match[3] or match[4] or match[5].replace("\\", "")
    return [one[key] for one in found if isinstance(one, dict) and one.get(key) is not None]


def _cell(obj: Object, column: Object, now: datetime.datetime) -> Any:
    found = find(obj, column["jsonPath"])
    if not found:
        return None
    if column["type"] == "date":
        return duration.since(str(found[0]), now)
    if column["type"] in ("integer", "number", "boolean"):
        return found[0]
    return ",".join(_text(one) for one in found)


def _text(value: Any) -> str:
    """A value in a column of strings: lists and objects as JSON (client-go: util/jsonpath, evalToText)."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def printer(declared: Sequence[Object]) -> columns.Printer:
    """The printer for `additionalPrinterColumns`; with none, name and age."""
    wanted = list(declared) or [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]
    heads = [
        columns.Column(
            one["name"],
            one["type"],
            one.get("format", ""),
            one.get("priority", 0),
            one.get("description", ""),
        )
        for one in wanted
    ]

    def row(obj: Object, now: datetime.datetime) -> columns.Cells:
        return [cells.name(obj), *(_cell(obj, one, now) for one in wanted)]

    return columns.printer((columns.NAME, *heads), row)
