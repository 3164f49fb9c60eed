"""JSON patch: RFC 6902's operations, all or none."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.patch import errors, json_patch

_OBJECTS = st.dictionaries(
    st.text(max_size=4), st.recursive(st.integers() | st.text(max_size=4), st.lists, max_leaves=5), max_size=4
)


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize(
    ("document", "operation", "expected"),
    [
        ({"a": 1}, {"op": "add", "path": "/b", "value": 2}, {"a": 1, "b": 2}),
        ({"a": [1, 3]}, {"op": "add", "path": "/a/1", "value": 2}, {"a": [1, 2, 3]}),
        ({"a": [1]}, {"op": "add", "path": "/a/-", "value": 2}, {"a": [1, 2]}),
        ({"a": [1, 2]}, {"op": "remove", "path": "/a/-1"}, {"a": [1]}),
        ({"a": {"b/c": 1}}, {"op": "replace", "path": "/a/b~1c", "value": 2}, {"a": {"b/c": 2}}),
        ({"a": 1, "b": 2}, {"op": "move", "from": "/a", "path": "/b"}, {"b": 1}),
        ({"a": [1]}, {"op": "copy", "from": "/a", "path": "/b"}, {"a": [1], "b": [1]}),
        ({"a": 1.0}, {"op": "test", "path": "/a", "value": 1}, {"a": 1.0}),
        ({"a": 1}, {"op": "test", "path": "/b", "value": None}, {"a": 1}),
    ],
)
def test_each_operation(
    document: dict[str, Any], operation: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Operations do what the RFC says, with the API server's negative indices and lenient test of null."""
    assert json_patch.apply(document, [operation]) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/zzz"},
        {"op": "replace", "path": "/zzz", "value": 1},
        {"op": "add", "path": "/zzz/a", "value": 1},
        {"op": "add", "path": "/list/9", "value": 1},
        {"op": "add", "path": "/list/01", "value": 1},
        {"op": "add", "path": "/a"},
        {"op": "test", "path": "/a", "value": True},
        {"op": "move", "from": "/zzz", "path": "/a"},
        {"op": "move", "from": "/list", "path": "/list/0"},
        {"op": "copy", "path": "/a"},
        {"op": "spin", "path": "/a"},
        {"op": "add", "value": 1},
        {"op": "add", "path": "a", "value": 1},
        {"op": "remove", "path": ""},
    ],
)
def test_what_cannot_be_done_is_unprocessable(operation: dict[str, Any]) -> None:
    """A failing operation refuses the whole patch with 422 and leaves the document as it was."""
    document = {"a": 1, "list": [1]}
    with pytest.raises(errors.PatchError) as caught:
        json_patch.apply(document, [{"op": "add", "path": "/new", "value": 1}, operation])
    assert caught.value.code == errors.UNPROCESSABLE
    assert document == {"a": 1, "list": [1]}


def test_a_body_that_is_no_list_is_a_bad_request() -> None:
    """The message is Go's."""
    with pytest.raises(
        errors.PatchError, match=r"cannot unmarshal object into Go value of type jsonpatch\.Patch"
    ):
        json_patch.apply({}, {"a": 1})


@given(_OBJECTS, st.text(max_size=4), st.integers())
def test_what_was_added_is_found_and_can_be_taken_out(document: dict[str, Any], key: str, value: int) -> None:
    """add, test and remove agree on every key, whatever characters it has."""
    path = _pointer(key)
    before = copy.deepcopy(document)
    steps = [{"op": "add", "path": path, "value": value}, {"op": "test", "path": path, "value": value}]
    assert json_patch.apply(document, steps)[key] == value
    without = json_patch.apply(document, [*steps, {"op": "remove", "path": path}])
    assert without == {name: item for name, item in document.items() if name != key}
    assert document == before
