"""The lists of a strategic merge patch: which items a patch deletes or replaces, and in which order the rest stand."""

from typing import Any

from tutor.lab.apiserver.patch import errors, go_text

Items = list[Any]


def is_scalar(value: Any) -> bool:
    """Whether the value is neither a map nor a list."""
    return not isinstance(value, dict | list)


def of_scalars(*lists: Items) -> bool:
    """Whether the items are scalars. Raises PatchError for lists of lists and for mixed ones."""
    kinds = {type(item) if isinstance(item, dict | list) else object for items in lists for item in items}
    if list in kinds:
        raise errors.PatchError("lists of lists are not supported", errors.UNPROCESSABLE)
    if len(kinds) > 1:
        raise errors.PatchError("list elements must all be of one type", errors.INTERNAL)
    return kinds != {dict}


def value_of(item: Any, key: str) -> Any:
    """What an item is merged by. Raises PatchError (422) if the item lacks it."""
    if not isinstance(item, dict) or key not in item:
        raise errors.PatchError(
            f"map: {go_text.shown(item)} does not contain declared merge key: {key}", errors.INTERNAL
        )
    return item[key]


def special_elements(original: Items, patch: Items, key: str) -> tuple[Items, Items]:
    """What is left of `original` and of `patch` after the items that carry `$patch` have had their effect."""
    kept, changes, replace = original, [], False
    for item in patch:
        directive = item.get("$patch") if isinstance(item, dict) else None
        if directive is None:
            changes.append(item)
        elif directive == "delete":
            value = value_of(item, key)
            kept = [found for found in kept if found.get(key) != value]
        elif directive == "replace":
            replace = True
        elif directive == "merge":
            changes.append({name: value for name, value in item.items() if name != "$patch"})
        else:
            raise errors.PatchError(
                f"unknown patch type: {directive} in map: {go_text.shown(item)}", errors.INTERNAL
            )
    return ([], changes) if replace else (kept, changes)


def check_order(patch: Items, order: Items, key: str) -> None:
    """The patch's items must stand in `order`, and in the same sequence. Raises PatchError (400)."""
    wanted = iter(_identities(order, key))
    present = [item for item in patch if not (isinstance(item, dict) and "$patch" in item)]
    for identity in _identities(present, key):
        if not any(found == identity for found in wanted):
            raise errors.PatchError(
                "The order in patch list:\n doesn't match setElementOrder list", errors.INTERNAL
            )


def _identities(items: Items, key: str) -> Items:
    return [item.get(key) if key and isinstance(item, dict) else item for item in items]


def arranged(merged: Items, patch_order: Items, server_order: Items, key: str) -> Items:
    """Items that the patch names in its order; the others keep their place relative to them.

    Both orders are lists of items (or of maps that hold the key).
    """
    wanted, known = _identities(patch_order, key), _identities(server_order, key)
    identities = _identities(merged, key)
    named = [pair for pair in zip(identities, merged, strict=True) if pair[0] in wanted]
    others = [pair for pair in zip(identities, merged, strict=True) if pair[0] not in wanted]
    named.sort(key=lambda pair: wanted.index(pair[0]))
    others.sort(key=lambda pair: known.index(pair[0]) if pair[0] in known else len(known))
    result: Items = []
    while named and others:
        left, right = others[0][0], named[0][0]
        first = left in known and right in known and known.index(left) < known.index(right)
        result.append((others if first else named).pop(0)[1])
    return result + [pair[1] for pair in others + named]
