"""Which fields a value has, and which fields two values differ in (structured-merge-diff v6: typed/compare.go)."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from tutor.lab.apiserver.patch import atoms, fields
from tutor.lab.apiserver.schema import model

ABSENT: Any = object()
"""Stands for a value that is not there at all; None is JSON's null."""


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Paths that only the new value has, that only the old one has, and whose values differ."""

    added: fields.Fields
    removed: fields.Fields
    modified: fields.Fields

    @property
    def changed(self) -> fields.Fields:
        """What the new value sets."""
        return self.added | self.modified


def field_set(value: Any, of: model.Type) -> fields.Fields:
    """The fields that a value specifies."""
    return frozenset(_specified(value, atoms.of_type(of), ()))


def _specified(value: Any, atom: atoms.Atom, path: fields.Path) -> Iterator[fields.Path]:
    atom = atoms.deduced(atom, value)
    if atom.kind == "leaf":
        yield path
    elif atom.kind in ("set", "keyed"):
        for element, item in atoms.indexed(atom, value).items():
            yield (*path, element)
            if atom.kind == "keyed":
                yield from _specified(item, atoms.item(atom), (*path, element))
    elif isinstance(value, dict):
        for name, item in value.items():
            below = (*path, f"f:{name}")
            if item is None or item == {} or not atoms.named(atom, name):
                yield below
            found = atoms.child(atom, name)
            if found is not None and item is not None:
                yield from _specified(item, found, below)


def compare(old: Any, new: Any, of: model.Type) -> Comparison:
    """What has changed from `old` to `new`, both objects of one type."""
    walker = _Walker()
    walker.visit(old, new, atoms.of_type(of), ())
    return Comparison(frozenset(walker.added), frozenset(walker.removed), frozenset(walker.modified))


class _Walker:
    def __init__(self) -> None:
        self.added: set[fields.Path] = set()
        self.removed: set[fields.Path] = set()
        self.modified: set[fields.Path] = set()

    def visit(self, old: Any, new: Any, atom: atoms.Atom, path: fields.Path) -> None:
        if old == new:
            return
        atom = atoms.deduced(atom, old, new)
        if atom.kind == "leaf" or not (_filled(old) or _filled(new)):
            self.leaf(old, new, path)
            return
        if atom.kind in ("set", "keyed"):
            self.items(old, new, atom, path)
        else:
            self.parts(old, new, atom, path)
        self.whole(old, new, path)

    def leaf(self, old: Any, new: Any, path: fields.Path) -> None:
        if old is not ABSENT and new is not ABSENT:
            if old != new:
                self.modified.add(path)
        else:
            self.whole(old, new, path)

    def whole(self, old: Any, new: Any, path: fields.Path) -> None:
        """A path that one side lacks altogether."""
        if old is ABSENT and new is not ABSENT:
            self.added.add(path)
        elif new is ABSENT and old is not ABSENT:
            self.removed.add(path)

    def parts(self, old: Any, new: Any, atom: atoms.Atom, path: fields.Path) -> None:
        before, after = _dict(old), _dict(new)
        for name in [*before, *(name for name in after if name not in before)]:
            found = atoms.child(atom, name)
            if found is not None:
                left = before.get(name, _implied(old, atom, name))
                right = after.get(name, _implied(new, atom, name))
                self.visit(left, right, found, (*path, f"f:{name}"))

    def items(self, old: Any, new: Any, atom: atoms.Atom, path: fields.Path) -> None:
        before = atoms.indexed(atom, old if isinstance(old, list) else ())
        after = atoms.indexed(atom, new if isinstance(new, list) else ())
        inner = atoms.LEAF if atom.kind == "set" else atoms.item(atom)
        for element in [*before, *(element for element in after if element not in before)]:
            self.visit(before.get(element, ABSENT), after.get(element, ABSENT), inner, (*path, element))


def _filled(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _implied(parent: Any, atom: atoms.Atom, name: str) -> Any:
    """What a Go struct holds where the JSON is silent: an empty struct, or null for what `omitempty` does not hide."""
    field = atom.type.fields.get(name) if atom.type is not None else None
    if parent is ABSENT or field is None:
        return ABSENT
    if field.shape.kind == "struct" and not field.pointer and not field.omitzero:
        return {}
    return None if not field.omitempty and not field.omitzero and field.number else ABSENT
