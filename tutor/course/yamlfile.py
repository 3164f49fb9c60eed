"""YAML in which every value knows its line; safe against hostile files.

Only plain scalars, lists and mappings pass: no tags that build objects, no aliases (they multiply), no keys
twice. Pure: text in, nodes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tutor.base import errors
from tutor.course import model

# libyaml parses tenfold faster; wheels without it fall back to the one in Python.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 20

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
        return _Reading(yaml.parse(text, Loader=LOADER), file).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise errors.CourseError(
            "this is not YAML", file=file, line=line, why=error.problem or "", todo="mend the line"
        ) from error
    except yaml.YAMLError as error:
        raise errors.CourseError("this is not YAML", file=file, why=str(error).splitlines()[0]) from error


class _Reading:
    """One pass over the parser's events.

    The library's own composer recurses as deep as the file says, and a hostile one crashes it.
    """

    def __init__(self, events: Iterator[yaml.Event], file: Path) -> None:
        self._events = events
        self._file = file
        self._resolver: Any = yaml.resolver.Resolver()
        self._constructor = yaml.constructor.SafeConstructor()

    def document(self) -> Node:
        """The first document; a second one is an error, as is none."""
        next(self._events)  # the stream's start
        event = next(self._events)
        if not isinstance(event, yaml.DocumentStartEvent):
            raise self._error(event, "the file is empty", "write the lesson's steps")
        root = self._node(next(self._events), 0)
        next(self._events)  # the document's end
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            raise self._error(event, "a second document begins here", "keep one document in the file")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = model.Place(self._file, _line(event))
        if depth > DEEPEST:
            raise self._error(event, f"more than {DEEPEST} levels of nesting", "write it flatter")
        if isinstance(event, yaml.AliasEvent):
            raise self._error(event, "an alias (*name) is not allowed here", "write the value out")
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._mapping(depth + 1), place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(item, depth + 1))
            return Node(items, place)
        return Node(self._scalar(event), place)

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            name = self._scalar(key) if isinstance(key, yaml.ScalarEvent) else None
            if not isinstance(name, str):
                raise self._error(key, "a key must be text", "put the key in quotes")
            if name in found:
                raise self._error(key, f"the key {name!r} stands here twice", "keep one of the two")
            found[name] = self._node(next(self._events), depth)
        return found

    def _scalar(self, event: Any) -> Scalar:
        tag = event.tag or self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        try:
            value = self._constructor.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark))
        except (yaml.YAMLError, ValueError) as error:
            raise self._error(event, f"the value {event.value!r} cannot be read", "quote it") from error
        if value is None or isinstance(value, str | int | float | bool):
            return value
        raise self._error(
            event, f"YAML reads {event.value!r} as a {type(value).__name__}", "put it in quotes"
        )

    def _error(self, event: yaml.Event, what: str, todo: str) -> errors.CourseError:
        return errors.CourseError(what, file=self._file, line=_line(event), todo=todo)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
