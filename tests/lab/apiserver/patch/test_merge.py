"""JSON merge patch: the laws of RFC 7386."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.patch import errors, merge

_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=12,
)
_OBJECTS = st.dictionaries(st.sampled_from("abcd"), _JSON, max_size=4)


@pytest.mark.parametrize(
    ("document", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_examples_of_the_rfc(
    document: dict[str, Any], patch: dict[str, Any], expected: dict[str, Any]
) -> None:
    """The appendix's own cases come out as it says."""
    assert merge.apply(document, patch) == expected


@given(_OBJECTS, _OBJECTS)
def test_a_second_time_changes_nothing(document: dict[str, Any], patch: dict[str, Any]) -> None:
    """Applying a patch is idempotent, and leaves its arguments alone."""
    before = copy.deepcopy((document, patch))
    once = merge.apply(document, patch)
    assert merge.apply(once, patch) == once
    assert (document, patch) == before


@given(_OBJECTS)
def test_an_empty_patch_changes_nothing(document: dict[str, Any]) -> None:
    """The empty object is the neutral patch."""
    assert merge.apply(document, {}) == document


def test_a_patch_that_is_no_object_is_refused() -> None:
    """A list would replace the whole object, which the API does not allow."""
    with pytest.raises(errors.PatchError, match="Invalid JSON Patch"):
        merge.apply({}, [1])
