"""How server-side apply sees a value: one owned whole (`leaf`), or parts with owners of their own.

Parts are the fields of a `struct`, the keys of a `map`, the values of a `set`, the items of a `keyed` list.
Follows structured-merge-diff v6: schema/elements.go and typed/helpers.go.
"""

import json
from typing import Any, NamedTuple

from tutor.lab.apiserver.schema import model

Element = str
"""One step of a path as FieldsV1 writes it: `f:spec`, `k:{"name":"c"}`, `v:"x"`."""


class Atom(NamedTuple):
    """What a value is; `type` for a struct, `item` for what a map or list holds."""

    kind: str
    type: model.Type | None = None
    item: model.Shape | None = None
    keys: tuple[str, ...] = ()


LEAF = Atom("leaf")
ANYTHING = Atom("any")
_FREE = Atom("map", item=model.Shape("any"))


def of_type(found: model.Type) -> Atom:
    """The atom of a whole object."""
    return Atom("leaf" if found.atomic else "struct", type=found)


def of_field(field: model.Field) -> Atom:
    """The atom of a field, whose list may be keyed and whose map may be atomic."""
    shape = field.shape
    if shape.kind == "list" and field.list_type != "atomic":
        return Atom("set" if field.list_type == "set" else "keyed", item=shape.item, keys=field.list_keys)
    return LEAF if field.atomic else of_shape(shape)


def of_shape(shape: model.Shape) -> Atom:
    """The atom of a map's value or a list's item."""
    if shape.kind == "struct":
        return of_type(shape.type)
    if shape.kind == "map":
        return Atom("map", item=shape.item)
    return ANYTHING if shape.kind == "any" else LEAF


def deduced(atom: Atom, *values: Any) -> Atom:
    """The atom, where free JSON takes the form of its values: maps have parts, all else has one owner."""
    if atom.kind != "any":
        return atom
    return _FREE if any(isinstance(value, dict) for value in values) else LEAF


def child(atom: Atom, name: str) -> Atom | None:
    """The atom of a field or key; None where the type has no such field."""
    if atom.type is None:
        return of_shape(atom.item) if atom.item is not None else None
    field = atom.type.field(name)
    if field is not None:
        return of_field(field)
    return ANYTHING if atom.type.open else None


def item(atom: Atom) -> Atom:
    """The atom of a list's items."""
    return of_shape(atom.item) if atom.item is not None else ANYTHING


def element(atom: Atom, value: Any) -> Element:
    """How an item of a set or keyed list is named in a path."""
    if atom.kind == "set":
        return "v:" + _compact(value)
    fields = atom.item.type.fields if atom.item is not None and atom.item.kind == "struct" else {}
    parts = value if isinstance(value, dict) else {}
    found = {}
    for key in sorted(atom.keys):
        field = fields.get(key)
        found[key] = parts.get(key, field.default if field else None)
    return "k:" + _compact(found)


def indexed(atom: Atom, values: Any) -> dict[Element, Any]:
    """The items of a set or keyed list by their elements; of doubled ones the first."""
    found: dict[Element, Any] = {}
    for value in values or ():
        found.setdefault(element(atom, value), value)
    return found


def named(atom: Atom, name: str) -> bool:
    """Whether `name` is a declared field, not merely a key of a map."""
    return atom.type is not None and name in atom.type.fields


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
