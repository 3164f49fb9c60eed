"""The round trip of an object through its type, as a Go struct makes it.

What comes out has the type's fields only, in its order; empty values are left out or written as the type's tags say
(`omitempty`, pointers), quantities and times are in their one written form. Errors read as sigs.k8s.io/json words them.
"""

from typing import Any, NamedTuple

from tutor.lab.apiserver.decode import errors, scalars
from tutor.lab.apiserver.schema import model

_EMPTY: dict[str, Any] = {
    "string": "",
    "int32": 0,
    "int64": 0,
    "int": 0,
    "uint8": 0,
    "float64": 0,
    "bool": False,
}
_TIMES = frozenset({"time", "microtime"})


class Converted(NamedTuple):
    """The object as its type holds it, and the paths of fields that the type does not have."""

    object: dict[str, Any]
    unknown: tuple[str, ...]


class _Place(NamedTuple):
    """A step into a document; paths are put together only when something is to be said of them.

    `step` is `.name` or `[index]`; `struct` is the Go type that has the field, empty for a map's key or an index.
    """

    above: "_Place | None"
    step: str
    struct: str = ""

    def steps(self) -> list["_Place"]:
        """All steps from the top to here."""
        found: list[_Place] = []
        place: _Place | None = self
        while place is not None:
            found.append(place)
            place = place.above
        return found[::-1]

    def path(self) -> str:
        """With keys and indices: `spec.containers[0].image`."""
        return "".join(place.step for place in self.steps()).removeprefix(".")

    def target(self) -> str:
        """As Go's decoder names it: the innermost struct, and the fields on the way."""
        fields = [place for place in self.steps() if place.struct]
        if not fields:
            return "Go value"
        return f"Go struct field {fields[-1].struct}" + "".join(place.step for place in fields)


class _Trip:
    """One conversion: what it met, and whether it judges."""

    def __init__(self, loose: bool) -> None:
        self.loose = loose
        self.unknown: list[str] = []


def convert(obj: Any, of: model.Type) -> Converted:
    """Take `obj` through its type. Raises DecodeError for the first value of a wrong type."""
    if not isinstance(obj, dict):
        value, name = scalars.described(obj), go_name(model.Shape("struct", ref=of.key))
        raise errors.DecodeError(f"json: cannot unmarshal {value} into Go value of type {name}")
    trip = _Trip(of.loose)
    return Converted(_struct(obj, of, None, trip), tuple(trip.unknown))


def _struct(obj: dict[str, Any], of: model.Type, place: _Place | None, trip: _Trip) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in obj.items():
        field = of.field(name)
        if field is None:
            if of.open:
                found[name] = value
            else:
                trip.unknown.append(_Place(place, f".{name}").path())
        elif value is not None:
            found[name] = _value(value, field.shape, _Place(place, f".{name}", of.name), trip)
    if of.open or of.extra is not None:
        return found
    return _written(found, of)


def _written(found: dict[str, Any], of: model.Type) -> dict[str, Any]:
    """What Go's encoder writes of a struct with these values."""
    result: dict[str, Any] = {}
    for name, field in of.fields.items():
        if name in found:
            value = found[name]
            if not (field.omitempty and not field.pointer and _is_empty(value, field.shape.kind)):
                result[name] = None if field.nullable and not value else value
        elif field.always:
            result[name] = _zero(field.shape)
        elif field.nullable:
            result[name] = None
    return result


def _zero(shape: model.Shape) -> Any:
    if shape.kind == "struct":
        return _written({}, shape.type)
    if shape.kind == "quantity":
        return "0"
    return None if shape.kind in _TIMES else _EMPTY[shape.kind]


def _is_empty(value: Any, kind: str) -> bool:
    if kind in ("list", "map", "bytes"):
        return not value
    return kind in _EMPTY and value == _EMPTY[kind]


def _value(value: Any, shape: model.Shape, place: _Place, trip: _Trip) -> Any:
    kind = shape.kind
    if kind == "string":
        if isinstance(value, str):
            return value
    elif kind == "struct":
        if isinstance(value, dict):
            return _struct(value, shape.type, place, trip)
    elif kind == "list":
        if isinstance(value, list):
            return _list(value, shape, place, trip)
    elif kind == "map":
        if isinstance(value, dict):
            return _map(value, shape, place, trip)
    else:
        found = scalars.read(value, kind)
        if found is not scalars.WRONG:
            return found
    if trip.loose:
        return value
    wrong = scalars.described(value, number=kind in ("int32", "int64"))
    raise errors.DecodeError(f"json: cannot unmarshal {wrong} into {place.target()} of type {go_name(shape)}")


def _list(value: list[Any], shape: model.Shape, place: _Place, trip: _Trip) -> list[Any]:
    item = shape.item
    assert item is not None
    found: list[Any] = []
    for index, inner in enumerate(value):
        if inner is None and item.kind in _EMPTY:
            found.append(_EMPTY[item.kind])
        else:
            filled = {} if inner is None and item.kind == "struct" else inner
            found.append(_value(filled, item, _Place(place, f"[{index}]"), trip))
    return found


def _map(value: dict[str, Any], shape: model.Shape, place: _Place, trip: _Trip) -> dict[str, Any]:
    item = shape.item
    assert item is not None
    if item.kind == "string" and all(isinstance(inner, str) for inner in value.values()):
        return dict(value)
    return {
        key: _EMPTY.get(item.kind) if inner is None else _value(inner, item, _Place(place, f".{key}"), trip)
        for key, inner in value.items()
    }


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
