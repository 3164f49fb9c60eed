"""$(VAR) expansion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.kubelet import expand

VARIABLES = {"A": "1", "B_2": "$(A)", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$(A)", "1"),
        ("x$(A)y$(A)", "x1y1"),
        ("$(B_2)", "$(A)"),
        ("$(EMPTY)-", "-"),
        ("$(NOPE)", "$(NOPE)"),
        ("$$(A)", "$(A)"),
        ("$$$(A)", "$1"),
        ("$A", "$A"),
        ("$(A", "$(A"),
        ("a$", "a$"),
        ("$$", "$"),
        ("$(A)$$", "1$"),
        ("$()", "$()"),
        ("echo ${HOME}", "echo ${HOME}"),
    ],
)
def test_references_are_replaced_and_escapes_undone(text: str, expected: str) -> None:
    """As expand_test.go has them."""
    assert expand.expand(text, VARIABLES) == expected


@given(st.text(alphabet=st.characters(blacklist_characters="$"), max_size=40))
def test_text_without_a_dollar_stays(text: str) -> None:
    """Nothing else has a meaning."""
    assert expand.expand(text, VARIABLES) == text


@given(st.text("$()AB x", max_size=30))
def test_any_text_is_taken(text: str) -> None:
    """Unknown and broken references never raise, and with no dollar doubled nothing unknown is lost."""
    expand.expand(text, VARIABLES)
    if "$$" not in text:
        assert expand.expand(text, {}) == text
