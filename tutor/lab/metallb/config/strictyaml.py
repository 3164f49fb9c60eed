"""YAML read into a fixed shape, unknown and doubled keys refused (yaml.v2: UnmarshalStrict, whose words these are).

A scalar keeps its text wherever the shape wants text, so that `100:1` is never taken for a number in base 60. Pure.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.metallb.config import invalid

TRUE = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
FALSE = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
NULL = ("", "~", "null", "Null", "NULL")
_TAGS = {"ScalarNode": "!!str", "SequenceNode": "!!seq", "MappingNode": "!!map"}


@dataclasses.dataclass(frozen=True)
class Text:
    """A string."""

    name: str = "string"


@dataclasses.dataclass(frozen=True)
class Flag:
    """A boolean."""

    name: str = "bool"


@dataclasses.dataclass(frozen=True)
class Number:
    """A whole number from 0 (or from -limit) to limit - 1; `name` is Go's type."""

    name: str
    limit: int
    signed: bool = False


@dataclasses.dataclass(frozen=True)
class Several:
    """A list."""

    of: "Shape"

    @property
    def name(self) -> str:
        """Go's type."""
        return f"[]{self.of.name}"


@dataclasses.dataclass(frozen=True)
class Table:
    """A mapping with any keys; its values are strings."""

    name: str = "map[string]string"


@dataclasses.dataclass(frozen=True)
class Struct:
    """A mapping with known keys. What is not written is not in the result."""

    name: str
    fields: Mapping[str, "Shape"]


Shape = Text | Flag | Number | Several | Table | Struct


def read(text: str, shape: Struct) -> dict[str, Any]:
    """The document as `shape` has it; nothing at all is an empty one. Raises Invalid with every fault there is."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise invalid.Invalid(goyaml.why(text) or f"yaml: {error}") from error
    if root is None or _is_null(root):
        return {}
    faults: list[str] = []
    found = _read(root, shape, faults)
    if faults:
        raise invalid.Invalid("yaml: unmarshal errors:" + "".join(f"\n  {fault}" for fault in faults))
    return found if isinstance(found, dict) else {}


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in NULL


def _read(node: yaml.Node, shape: Shape, faults: list[str]) -> Any:
    if isinstance(shape, Several) and isinstance(node, yaml.SequenceNode):
        return [None if _is_null(item) else _read(item, shape.of, faults) for item in node.value]
    if isinstance(shape, Struct | Table) and isinstance(node, yaml.MappingNode):
        return _mapping(node, shape, faults)
    if isinstance(node, yaml.ScalarNode) and isinstance(shape, Text | Flag | Number):
        return _scalar(node, shape, faults)
    _mismatch(node, shape, faults)
    return None


def _mapping(node: yaml.MappingNode, shape: Struct | Table, faults: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for key, value in node.value:
        line = f"line {key.start_mark.line + 1}: "
        name = str(key.value)
        if name in seen:
            table = isinstance(shape, Table)
            faults.append(
                f'{line}key "{name}" already set in map'
                if table
                else f"{line}field {name} already set in type {shape.name}"
            )
        elif isinstance(shape, Struct) and name not in shape.fields:
            faults.append(f"{line}field {name} not found in type {shape.name}")
        elif not _is_null(value):
            found[name] = _read(value, shape.fields[name] if isinstance(shape, Struct) else Text(), faults)
        seen.add(name)
    return found


def _scalar(node: yaml.ScalarNode, shape: Text | Flag | Number, faults: list[str]) -> Any:
    text: str = node.value
    if isinstance(shape, Text):
        return text
    plain = node.style is None
    if isinstance(shape, Flag):
        if plain and text in TRUE + FALSE:
            return text in TRUE
    else:
        number = _integer(text) if plain else None
        if number is not None and (-shape.limit if shape.signed else 0) <= number < shape.limit:
            return number
    _mismatch(node, shape, faults)
    return None


def _integer(text: str) -> int | None:
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        return None


def _mismatch(node: yaml.Node, shape: Shape, faults: list[str]) -> None:
    tag = _TAGS[type(node).__name__]
    shown = ""
    if isinstance(node, yaml.ScalarNode):
        short = node.value if len(node.value) <= 10 else f"{node.value[:7]}..."
        shown = f" `{short}`"
        if node.style is None and _integer(node.value) is not None:
            tag = "!!int"
    faults.append(f"line {node.start_mark.line + 1}: cannot unmarshal {tag}{shown} into {shape.name}")
