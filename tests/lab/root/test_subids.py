"""Ranges of /etc/subuid."""

import pytest

from tutor.lab.root import subids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann:100000:65536\n", subids.Range(100000, 65536)),
        ("1000:200000:65536\n", subids.Range(200000, 65536)),
        ("bob:1:5\nann:7:10\nann:100000:65536\n", subids.Range(100000, 65536)),
        ("anna:100000:65536\n", None),
        ("ann:x:65536\n\nann:1\n# ann:1:2:3\n", None),
        ("", None),
    ],
)
def test_the_largest_range_of_the_user_is_taken(text: str, expected: subids.Range | None) -> None:
    """A range may be given by name or by number; what cannot be read is no range."""
    assert subids.find(text, "ann", 1000) == expected
