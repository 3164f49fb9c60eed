"""Merging an applied configuration into an object, and taking fields out (structured-merge-diff v6: typed/)."""

from collections.abc import Iterable, Iterator
from typing import Any

from tutor.lab.apiserver.patch import atoms, fields
from tutor.lab.apiserver.schema import model


def merge(live: Any, applied: Any, of: model.Type) -> Any:
    """`live` with all that `applied` says; leaves are replaced, maps and keyed lists are united."""
    return _merge(live, applied, atoms.of_type(of))


def _merge(live: Any, applied: Any, atom: atoms.Atom) -> Any:
    atom = atoms.deduced(atom, live, applied)
    if atom.kind == "leaf":
        return applied
    if atom.kind in ("set", "keyed"):
        if not isinstance(live, list) or not isinstance(applied, list):
            return applied
        return _merge_lists(atoms.indexed(atom, live), atoms.indexed(atom, applied), atom)
    if not isinstance(live, dict) or not isinstance(applied, dict):
        return applied
    result = dict(live)
    for name, value in applied.items():
        found = atoms.child(atom, name)
        result[name] = _merge(live[name], value, found) if name in live and found is not None else value
    return result


def _merge_lists(live: dict[str, Any], applied: dict[str, Any], atom: atoms.Atom) -> list[Any]:
    """Items in the applied order; items of `live` alone stay where they stood relative to the shared ones."""
    inner = atoms.LEAF if atom.kind == "set" else atoms.item(atom)
    result: list[Any] = []
    for element in _order(list(live), list(applied)):
        if element in live and element in applied:
            result.append(_merge(live[element], applied[element], inner))
        else:
            result.append(live[element] if element in live else applied[element])
    return result


def _order(live: list[str], applied: list[str]) -> Iterator[str]:
    shared = [element for element in applied if element in live]
    taken: set[str] = set()
    left = right = 0
    while left < len(live) or right < len(applied):
        upcoming = next((element for element in shared if element not in taken), None)
        if left < len(live):
            here = live[left]
            if here not in applied:
                left += 1
                yield here
                continue
            if here in taken or (right < len(applied) and here not in (applied[right], upcoming)):
                left += 1
                continue
        if right < len(applied):
            taken.add(applied[right])
            yield applied[right]
            right += 1


def remove(value: Any, doomed: Iterable[fields.Path], of: model.Type) -> Any:
    """The value without the items, keys and fields of those paths; what is left empty by it goes as well."""
    return _remove(value, _tree(doomed), atoms.of_type(of))


_HERE = "."


def _tree(paths: Iterable[fields.Path]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        for element in path:
            node = node.setdefault(element, {})
        node[_HERE] = True
    return tree


def _remove(value: Any, doomed: dict[str, Any], atom: atoms.Atom) -> Any:
    atom = atoms.deduced(atom, value)
    if atom.kind == "leaf" or not value or not doomed:
        return value
    if atom.kind in ("set", "keyed"):
        return _remove_items(value, doomed, atom)
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for name, item in value.items():
        below = doomed.get(f"f:{name}")
        if below is None:
            result[name] = item
        elif _HERE not in below:
            left = _remove(item, below, atoms.child(atom, name) or atoms.ANYTHING)
            if left or not item:
                result[name] = left
    return result


def _remove_items(value: Any, doomed: dict[str, Any], atom: atoms.Atom) -> Any:
    result: list[Any] = []
    for item in value:
        below = doomed.get(atoms.element(atom, item))
        if below is None:
            result.append(item)
        elif _HERE not in below:
            result.append(_remove(item, below, atoms.item(atom)))
    return result


def with_parents(paths: fields.Fields, of: model.Type) -> fields.Fields:
    """The paths, and every declared field on the way to one (structured-merge-diff: EnsureNamedFieldsAreMembers)."""
    found = set(paths)
    root = atoms.of_type(of)
    for path in paths:
        atom: atoms.Atom | None = root
        for length, element in enumerate(path[:-1], start=1):
            if atom is None:
                break
            if element.startswith("f:"):
                if atoms.named(atom, element[2:]):
                    found.add(path[:length])
                atom = atoms.child(atom, element[2:])
            else:
                atom = atoms.item(atom)
    return frozenset(found)
