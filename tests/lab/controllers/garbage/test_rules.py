"""What happens to dependents."""

from typing import Any

import pytest

from tutor.lab.controllers.garbage import rules

OWNER = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": "1"}


def _obj(*owners: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {"metadata": {"name": "p", "uid": "9", "ownerReferences": list(owners), **about}}


def _owner(*finalizers: str, deleting: bool = False) -> dict[str, Any]:
    about: dict[str, Any] = {"uid": "1", "finalizers": list(finalizers)}
    return {"metadata": {**about, "deletionTimestamp": "now"} if deleting else about}


@pytest.mark.parametrize(
    ("owner", "verdict"),
    [
        (_owner(), ""),
        (None, "Background"),
        (_owner(rules.FOREGROUND, deleting=True), "Background"),
        (_owner(rules.ORPHAN, deleting=True), ""),
    ],
)
def test_one_owner(owner: dict[str, Any] | None, verdict: str) -> None:
    """A dependent follows its last owner, but not one that orphans it."""
    obj = _obj(OWNER)
    assert rules.verdict(obj, rules.sort(obj, {"1": owner}), has_dependents=False) == verdict


def test_another_owner_keeps_it() -> None:
    """With one owner left only the tie to the lost one is cut."""
    obj = _obj(OWNER, {**OWNER, "uid": "2"})
    ties = rules.sort(obj, {"1": None, "2": _owner()})
    assert rules.verdict(obj, ties, has_dependents=False) == "untie"
    assert [one["uid"] for one in rules.without(obj, {"1"})] == ["2"]


def test_foreground_goes_down_the_tree() -> None:
    """A dependent that has dependents of its own is deleted in the foreground as well."""
    obj = _obj(OWNER)
    ties = rules.sort(obj, {"1": _owner(rules.FOREGROUND, deleting=True)})
    assert rules.verdict(obj, ties, has_dependents=True) == "Foreground"
    assert rules.blocks(_obj({**OWNER, "blockOwnerDeletion": True}), "1")


def test_what_is_going_is_left_alone() -> None:
    """An object that is being deleted needs no second push."""
    obj = _obj(OWNER, deletionTimestamp="now")
    assert rules.verdict(obj, rules.sort(obj, {"1": None}), has_dependents=False) == ""
