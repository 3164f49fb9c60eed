"""Owners and dependents: who is still there, who waits for whom."""

from typing import Any, NamedTuple

Object = dict[str, Any]
FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"


class Ties(NamedTuple):
    """The owner references of one object by the state of their owners."""

    solid: list[Object]
    dangling: list[Object]
    waiting: list[Object]
    """Owners that are being deleted and wait for their dependents to go first."""


def finalizers(obj: Object) -> list[str]:
    """The object's finalizers."""
    return list(obj["metadata"].get("finalizers") or ())


def going(obj: Object, finalizer: str) -> bool:
    """Whether the object is being deleted and `finalizer` still holds it."""
    return bool(obj["metadata"].get("deletionTimestamp")) and finalizer in finalizers(obj)


def sort(obj: Object, owners: dict[str, Object | None]) -> Ties:
    """Sort the references; `owners` gives each owner's object by uid, None for one that is gone."""
    ties = Ties([], [], [])
    for reference in obj["metadata"].get("ownerReferences") or ():
        owner = owners.get(reference["uid"])
        if owner is None:
            ties.dangling.append(reference)
        elif going(owner, FOREGROUND):
            ties.waiting.append(reference)
        else:
            ties.solid.append(reference)
    return ties


def blocks(obj: Object, owner_uid: str) -> bool:
    """Whether an owner that is deleted in the foreground must wait for the object."""
    references = obj["metadata"].get("ownerReferences") or ()
    return any(one["uid"] == owner_uid and one.get("blockOwnerDeletion") for one in references)


def without(obj: Object, uids: set[str]) -> list[Object]:
    """The owner references but for those to `uids`."""
    return [one for one in obj["metadata"].get("ownerReferences") or () if one["uid"] not in uids]


def verdict(obj: Object, ties: Ties, *, has_dependents: bool) -> str:
    """What to do with an object: "" (nothing), "untie", or a propagation to delete it with."""
    if obj["metadata"].get("deletionTimestamp") or not (ties.dangling or ties.waiting):
        return ""
    if ties.solid:
        return "untie"
    if ties.waiting and has_dependents:
        return "Foreground"
    held = finalizers(obj)
    if ORPHAN in held:
        return "Orphan"
    return "Foreground" if FOREGROUND in held else "Background"
