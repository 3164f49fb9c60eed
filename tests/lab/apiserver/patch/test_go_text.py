"""Values as Go prints them."""

from tutor.lab.apiserver.patch import go_text


def test_maps_lists_and_the_rest() -> None:
    """Sorted keys, no quotes, Go's words for null and truth."""
    value = {"b": [1, "x", None], "a": {"c": True}}
    assert go_text.shown(value) == "map[a:map[c:true] b:[1 x <nil>]]"
