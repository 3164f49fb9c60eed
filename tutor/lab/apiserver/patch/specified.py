"""Whether an applied configuration fits its type, in the words of structured-merge-diff v6 (typed/validate.go)."""

from collections.abc import Iterator
from typing import Any

from tutor.lab.apiserver.patch import atoms, errors, fields
from tutor.lab.apiserver.schema import model

_NUMBERS = frozenset({"int32", "int64", "float64"})


def checked(applied: dict[str, Any], of: model.Type) -> dict[str, Any]:
    """The configuration without nulls. Raises PatchError (500) naming every field that does not fit."""
    found = list(_faults(applied, atoms.of_type(of), ()))
    if found:
        text = found[0] if len(found) == 1 else "errors:\n" + "\n".join(f"  {fault}" for fault in found)
        raise errors.PatchError(
            f"failed to create typed patch object ({_named(applied)}): {text}", errors.INTERNAL
        )
    cleaned: dict[str, Any] = _without_null(applied)
    return cleaned


def _named(obj: dict[str, Any]) -> str:
    metadata = obj.get("metadata") or {}
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    where = f"{metadata.get('namespace', '')}/{metadata.get('name', '')}"
    return f"{where}; {group}/{version}, Kind={obj.get('kind', '')}"


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(item) for name, item in value.items() if item is not None}
    return [_without_null(item) for item in value] if isinstance(value, list) else value


def _faults(value: Any, atom: atoms.Atom, path: fields.Path) -> Iterator[str]:
    if value is None or atom.kind in ("leaf", "any"):
        return
    if atom.kind in ("set", "keyed"):
        yield from _list_faults(value, atom, path)
    elif not isinstance(value, dict):
        yield f"{fields.shown(path)}: expected map, got {_go(value)}"
    else:
        for name, item in value.items():
            below = (*path, f"f:{name}")
            found = atoms.child(atom, name)
            if found is None:
                yield f"{fields.shown(below)}: field not declared in schema"
            else:
                yield from _faults(item, found, below)
                yield from _scalar_faults(item, atom, name, below)


def _list_faults(value: Any, atom: atoms.Atom, path: fields.Path) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{fields.shown(path)}: expected list, got {_go(value)}"
        return
    seen: set[str] = set()
    for item in value:
        element = atoms.element(atom, item)
        if element in seen:
            yield f"{fields.shown(path)}: duplicate entries for key {fields.shown((element,))}"
        seen.add(element)
        if atom.kind == "keyed":
            yield from _faults(item, atoms.item(atom), (*path, element))


def _scalar_faults(value: Any, atom: atoms.Atom, name: str, path: fields.Path) -> Iterator[str]:
    field = atom.type.field(name) if atom.type is not None else None
    kind = field.shape.kind if field is not None else ""
    if kind in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float | None)):
        yield f"{fields.shown(path)}: expected numeric (int or float), got {_go(value)}"
    elif kind == "string" and not isinstance(value, str | None):
        yield f"{fields.shown(path)}: expected string, got {_go(value)}"
    elif kind == "bool" and not isinstance(value, bool | None):
        yield f"{fields.shown(path)}: expected boolean, got {_go(value)}"


def _go(value: Any) -> str:
    """As the message shows a value."""
    if isinstance(value, bool):
        return f"&value.valueUnstructured{{Value:{str(value).lower()}}}"
    return f'&value.valueUnstructured{{Value:"{value}"}}' if isinstance(value, str) else str(value)
