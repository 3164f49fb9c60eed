"""How wide a text is in a terminal."""

import pytest

from tutor.base import cells


@pytest.mark.parametrize(("text", "width"), [("", 0), ("pod", 3), ("파드", 4), ("파드 2", 6), ("e\u0301", 1)])
def test_width(text: str, width: int) -> None:
    """Korean takes two cells a letter, an accent that stands on another letter none."""
    assert cells.width(text) == width
