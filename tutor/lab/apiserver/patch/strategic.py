"""Strategic merge patch: a merge patch that knows by which key the lists of a kind are merged.

Directives: `$patch` (replace, delete, merge), `$retainKeys`, `$setElementOrder/<list>` and
`$deleteFromPrimitiveList/<list>`.
Follows apimachinery, pkg/util/strategicpatch/patch.go, and its design note (sig-api-machinery,
strategic-merge-patch.md).
"""

import copy
from typing import Any

from tutor.lab.apiserver.patch import errors, go_text, strategic_lists
from tutor.lab.apiserver.schema import model

DIRECTIVE = "$patch"
RETAIN = "$retainKeys"
ORDER = "$setElementOrder/"
DELETE_PRIMITIVE = "$deleteFromPrimitiveList/"
Document = dict[str, Any]
Scope = model.Shape | model.Type | None
"""What a map is: a struct's type, the shape of a map's values (as `Shape` of kind map), or unknown."""


def apply(doc: Document, patch: Any, of: model.Type | None) -> Document:
    """The document with `patch` merged in by the merge keys of its type.

    Raises PatchError: 400 for a malformed patch, 422 for lists that cannot be merged.
    """
    if not isinstance(patch, dict):
        raise errors.PatchError("Invalid JSON document")
    return _merge_map(copy.deepcopy(doc), copy.deepcopy(patch), of)


def _field(scope: Scope, name: str) -> model.Field | None:
    if isinstance(scope, model.Type):
        return scope.field(name)
    if scope is not None and scope.item is not None:
        return model.Field(name, scope.item)
    return None


def _scope(shape: model.Shape | None) -> Scope:
    if shape is None:
        return None
    return shape.type if shape.kind == "struct" else shape


def _merge_map(original: Document, patch: Document, scope: Scope) -> Document:
    if DIRECTIVE in patch:
        directive = patch.pop(DIRECTIVE)
        if directive == "replace":
            return patch
        if directive == "delete":
            return {}
        if directive != "merge":
            raise errors.PatchError(
                f"unknown patch type: {directive} in map: {go_text.shown(patch)}", errors.INTERNAL
            )
    _retain_keys(original, patch)
    _ordered_lists(original, patch, scope)
    for key, value in patch.items():
        if key.startswith(DELETE_PRIMITIVE):
            _delete_from(original, key.removeprefix(DELETE_PRIMITIVE), value)
        else:
            _merge_field(original, key, value, _field(scope, key))
    return original


def _merge_field(original: Document, key: str, value: Any, field: model.Field | None) -> None:
    if value is None:
        original.pop(key, None)
    elif isinstance(value, dict) and isinstance(original.get(key), dict) and not _replaced(field):
        original[key] = _merge_map(original[key], value, _scope(field.shape if field else None))
    elif isinstance(value, list) and isinstance(original.get(key), list) and _merged(field):
        original[key] = merge_list(original[key], value, field)
    else:
        cleaned, keep = _without_directives(value)
        if keep:
            original[key] = cleaned
        else:
            original.pop(key, None)


def _replaced(field: model.Field | None) -> bool:
    return field is not None and "replace" in field.strategies


def _merged(field: model.Field | None) -> bool:
    return field is not None and "merge" in field.strategies


def _delete_from(original: Document, key: str, values: Any) -> None:
    if not isinstance(values, list) or not all(strategic_lists.is_scalar(value) for value in values):
        raise errors.PatchError("invalid patch format of primitive list")
    if isinstance(original.get(key), list):
        original[key] = [item for item in original[key] if item not in values]


def _retain_keys(original: Document, patch: Document) -> None:
    """Clear the fields of a union that the patch does not name."""
    if RETAIN not in patch:
        return
    keys = patch.pop(RETAIN)
    stray = (k for k, v in patch.items() if v is not None and not k.startswith((ORDER, DELETE_PRIMITIVE)))
    if not isinstance(keys, list) or any(key not in keys for key in stray):
        raise errors.PatchError("invalid patch format of retainKeys")
    for key in [key for key in original if key not in keys]:
        del original[key]


def _ordered_lists(original: Document, patch: Document, scope: Scope) -> None:
    """Handle each `$setElementOrder` with its list; both are taken out of the patch."""
    for directive in [key for key in patch if key.startswith(ORDER)]:
        order = patch.pop(directive)
        name = directive.removeprefix(ORDER)
        field = _field(scope, name)
        before, change = original.get(name), patch.pop(name, None)
        if not isinstance(order, list) or not isinstance(change, list | None):
            raise errors.PatchError("invalid patch format of setElementOrder list")
        strategic_lists.check_order(change or [], order, field.merge_key if field else "")
        if before is None and change is None:
            continue
        merged = _contents(before, change, field)
        original[name] = strategic_lists.arranged(
            merged, order, before or [], field.merge_key if field else ""
        )


def _contents(before: list[Any] | None, change: list[Any] | None, field: model.Field | None) -> list[Any]:
    if change is None:
        return before or []
    if before is None:
        cleaned: list[Any] = _without_directives(change)[0]
        return cleaned
    return merge_list(before, change, field) if _merged(field) else change


def merge_list(original: list[Any], patch: list[Any], field: model.Field | None) -> list[Any]:
    """Two lists of one field merged by its key, or as sets where the items are scalars; ordered as real ones are."""
    key = field.merge_key if field else ""
    if strategic_lists.of_scalars(original, patch):
        merged = list(dict.fromkeys([*original, *patch]))
        return strategic_lists.arranged(merged, patch, original, "")
    if not key or field is None:
        raise errors.PatchError("cannot merge lists without merge key", errors.UNPROCESSABLE)
    kept, changes = strategic_lists.special_elements(original, patch, key)
    item = _scope(field.shape.item)
    merged = list(kept)
    for change in changes:
        value = strategic_lists.value_of(change, key)
        index = next((at for at, found in enumerate(merged) if found.get(key) == value), None)
        if index is None:
            merged.append(_without_directives(change)[0])
        else:
            merged[index] = _merge_map(merged[index], change, item)
    return strategic_lists.arranged(merged, changes, original, key)


def _without_directives(value: Any) -> tuple[Any, bool]:
    """The value as it is stored where there was none before; False if a directive says to drop it."""
    if isinstance(value, list):
        cleaned = [_without_directives(item) for item in value]
        return [item for item, keep in cleaned if keep], True
    if not isinstance(value, dict):
        return value, True
    if DIRECTIVE in value:
        return None, False
    result: Document = {}
    for key, item in value.items():
        if item is None or key == RETAIN or key.startswith((ORDER, DELETE_PRIMITIVE)):
            continue
        cleaned_item, keep = _without_directives(item)
        if keep:
            result[key] = cleaned_item
    return result, True
