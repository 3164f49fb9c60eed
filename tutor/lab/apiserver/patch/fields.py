"""Sets of fields: paths as tuples of elements, and FieldsV1, the JSON they are kept in (structured-merge-diff v6)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Path = tuple[str, ...]
Fields = frozenset[Path]
EMPTY: Fields = frozenset()


def decode(tree: Mapping[str, Any] | None) -> Fields:
    """FieldsV1 as a set of paths; a node without children is a member, as is one that holds `.`."""
    found: set[Path] = set()
    _collect(tree or {}, (), found)
    return frozenset(found)


def _collect(tree: Mapping[str, Any], path: Path, found: set[Path]) -> None:
    for element, below in tree.items():
        if element == ".":
            found.add(path)
        elif below:
            _collect(below, (*path, element), found)
        else:
            found.add((*path, element))


def encode(fields: Iterable[Path]) -> dict[str, Any]:
    """A set of paths as FieldsV1, elements in their order."""
    tree: dict[str, Any] = {}
    members = set(fields)
    for path in members:
        node = tree
        for element in path:
            node = node.setdefault(element, {})
    for path in members:
        node = tree
        for element in path:
            node = node[element]
        if node:
            node["."] = {}
    return _ordered(tree)


def _ordered(tree: dict[str, Any]) -> dict[str, Any]:
    return {element: _ordered(tree[element]) for element in sorted(tree)}


def shown(path: Path) -> str:
    """A path as messages write it: `.spec.template.spec.containers[name="c"].image`."""
    return "".join(map(_shown, path))


def _shown(element: str) -> str:
    kind, text = element[:2], element[2:]
    if kind == "f:":
        return f".{text}"
    if kind == "i:":
        return f"[{text}]"
    if kind == "v:":
        return f"[={text}]"
    keys = json.loads(text)
    return "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in keys.items()) + "]"
