"""YAML in which every value knows its line; safe against hostile files.

Only plain scalars, lists and mappings pass: no tags that build objects, no aliases (they multiply), no keys
twice. Pure: text in, nodes out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tutor.base import errors
from tutor.course import model

# libyaml parses tenfold faster and bounds nesting itself; wheels without it fall back to the one in Python.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """One value and its place. Mappings keep the order of the file."""

    value: "Scalar | list[Node] | dict[str, Node]"
    place: model.Place

    def plain(self) -> Any:
        """The value without places: str, int, float, bool, None, lists and dicts of them."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text: str, file: Path) -> Node:
    """The file's one document. Raises CourseError with the line of what is wrong."""
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise errors.CourseError(
            "this is not YAML", file=file, line=line, why=error.problem or "", todo="mend the line"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise errors.CourseError("this is not YAML", file=file, why=str(error).splitlines()[0]) from error
    if root is None:
        raise errors.CourseError("the file is empty", file=file, line=1, todo="write the lesson's steps")
    return _Reading(file).node(root)


class _Reading:
    """One pass over the parser's tree; remembers what it saw, so as to refuse aliases."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[int] = set()

    def node(self, raw: yaml.Node) -> Node:
        place = model.Place(self._file, raw.start_mark.line + 1)
        if id(raw) in self._seen:
            raise self._error(place, "an alias (*name) is not allowed here", "write the value out")
        self._seen.add(id(raw))
        if isinstance(raw, yaml.MappingNode):
            return Node(self._mapping(raw), place)
        if isinstance(raw, yaml.SequenceNode):
            return Node([self.node(child) for child in raw.value], place)
        return Node(self._scalar(raw, place), place)

    def _mapping(self, raw: yaml.MappingNode) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in raw.value:
            place = model.Place(self._file, key.start_mark.line + 1)
            name = self._scalar(key, place) if isinstance(key, yaml.ScalarNode) else None
            if not isinstance(name, str):
                raise self._error(place, "a key must be text", "put the key in quotes")
            if name in found:
                raise self._error(place, f"the key {name!r} stands here twice", "keep one of the two")
            found[name] = self.node(value)
        return found

    def _scalar(self, raw: yaml.Node, place: model.Place) -> Scalar:
        try:
            value = yaml.constructor.SafeConstructor().construct_object(raw)
        except (yaml.YAMLError, ValueError) as error:
            raise self._error(place, f"the value {raw.value!r} cannot be read", "put it in quotes") from error
        if value is None or isinstance(value, str | int | float | bool):
            return value
        kind = type(value).__name__
        raise self._error(place, f"YAML reads {raw.value!r} as a {kind}", "put it in quotes")

    def _error(self, place: model.Place, what: str, todo: str) -> errors.CourseError:
        return errors.CourseError(what, file=place.file, line=place.line, todo=todo)
