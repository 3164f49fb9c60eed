"""The round trip of an object through its type, as a Go struct makes it.

What comes out has the type's fields only, in its order; empty values are left out or written as the type's tags say
(`omitempty`, pointers), quantities and times are in their one written form. Errors read as sigs.k8s.io/json words them.
"""

import dataclasses
from typing import Any

from tutor.lab.apiserver.decode import errors, scalars
from tutor.lab.apiserver.schema import model

_MISSING = object()
_EMPTY: dict[str, Any] = {
    "string": "",
    "int32": 0,
    "int64": 0,
    "int": 0,
    "uint8": 0,
    "float64": 0,
    "bool": False,
}


@dataclasses.dataclass(frozen=True)
class Converted:
    """The object as its type holds it, and the paths of fields that the type does not have."""

    object: dict[str, Any]
    unknown: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where in a document we are: `path` with indices and map keys, `fields` without (Go's messages), `struct`."""

    path: str = ""
    fields: str = ""
    struct: str = ""
    loose: bool = False

    def field(self, name: str, struct: str) -> "_Place":
        return _Place(_joined(self.path, name), _joined(self.fields, name), struct, self.loose)

    def key(self, name: str) -> "_Place":
        return dataclasses.replace(self, path=_joined(self.path, name))

    def index(self, number: int) -> "_Place":
        return dataclasses.replace(self, path=f"{self.path}[{number}]")


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def convert(obj: Any, of: model.Type) -> Converted:
    """Take `obj` through its type. Raises DecodeError for the first value of a wrong type."""
    unknown: list[str] = []
    if not isinstance(obj, dict):
        value, name = scalars.described(obj), go_name(model.Shape("struct", ref=of.key))
        raise errors.DecodeError(f"json: cannot unmarshal {value} into Go value of type {name}")
    return Converted(_struct(obj, of, _Place(loose=of.loose), unknown), tuple(unknown))


def _struct(obj: dict[str, Any], of: model.Type, place: _Place, unknown: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in obj.items():
        field = of.field(name)
        if field is None:
            if of.open:
                found[name] = value
            else:
                unknown.append(_joined(place.path, name))
        elif value is not None:
            found[name] = _value(value, field.shape, place.field(name, of.name), unknown)
    if of.open or of.extra is not None:
        return found
    return _written(found, of)


def _written(found: dict[str, Any], of: model.Type) -> dict[str, Any]:
    """What Go's encoder writes of a struct with these values."""
    result: dict[str, Any] = {}
    for name, field in of.fields.items():
        value = _encoded(found.get(name, _MISSING), field)
        if value is not _MISSING:
            result[name] = value
    return result


def _encoded(value: Any, field: model.Field) -> Any:
    kind = field.shape.kind
    if value is _MISSING:
        if field.pointer:
            return _MISSING
        if kind == "struct":
            return _MISSING if field.omitzero else _written({}, field.shape.type)
        if field.omitempty:
            return _MISSING
        return None if kind in ("time", "microtime") else _EMPTY.get(kind, _MISSING)
    if field.omitempty and not field.pointer and kind != "struct" and _is_empty(value, kind):
        return _MISSING
    return value


def _is_empty(value: Any, kind: str) -> bool:
    if kind in ("list", "map", "bytes"):
        return not value
    return kind in _EMPTY and value == _EMPTY[kind]


def _value(value: Any, shape: model.Shape, place: _Place, unknown: list[str]) -> Any:
    kind = shape.kind
    if kind == "struct":
        if isinstance(value, dict):
            return _struct(value, shape.type, place, unknown)
    elif kind == "list":
        if isinstance(value, list):
            return _list(value, shape, place, unknown)
    elif kind == "map":
        if isinstance(value, dict):
            return _map(value, shape, place, unknown)
    else:
        found = scalars.read(value, kind)
        if found is not scalars.WRONG:
            return found
    if place.loose:
        return value
    wrong = scalars.described(value, number=kind in ("int32", "int64"))
    where = f"Go struct field {place.struct}.{place.fields}" if place.struct else "Go value"
    raise errors.DecodeError(f"json: cannot unmarshal {wrong} into {where} of type {go_name(shape)}")


def _list(value: list[Any], shape: model.Shape, place: _Place, unknown: list[str]) -> list[Any]:
    item = shape.item
    assert item is not None
    if item.kind in _EMPTY:
        return [
            _EMPTY[item.kind] if found is None else _value(found, item, place.index(index), unknown)
            for index, found in enumerate(value)
        ]
    filled = [{} if found is None and item.kind == "struct" else found for found in value]
    return [_value(found, item, place.index(index), unknown) for index, found in enumerate(filled)]


def _map(value: dict[str, Any], shape: model.Shape, place: _Place, unknown: list[str]) -> dict[str, Any]:
    item = shape.item
    assert item is not None
    found: dict[str, Any] = {}
    for key in value:
        inner = value[key]
        if inner is None:
            found[key] = _EMPTY.get(item.kind)
        else:
            found[key] = _value(inner, item, place.key(key), unknown)
    return found


def go_name(shape: model.Shape) -> str:
    """The Go type of a shape, as messages name it: `int32`, `[]v1.Container`, `map[string]string`."""
    if shape.kind == "list":
        assert shape.item is not None
        return f"[]{go_name(shape.item)}"
    if shape.kind == "map":
        assert shape.item is not None
        return f"map[string]{go_name(shape.item)}"
    named = shape.ref or shape.named
    if named:
        group_version, _, name = named.partition("/")
        return f"{group_version.rpartition('.')[2]}.{name}"
    return scalars.GO_NAMES.get(shape.kind, shape.kind)
