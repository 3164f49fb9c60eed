"""Label selectors: what they select, and what the server says of bad ones."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.lab.apiserver.selectors import errors, labels

NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "of", "selected"),
    [
        ("", {}, True),
        ("a=b", {"a": "b"}, True),
        ("a==b", {"a": "c"}, False),
        ("a!=b", {}, True),
        ("a", {"a": ""}, True),
        ("!a", {"a": ""}, False),
        ("a in (x,y)", {"a": "y"}, True),
        ("a in (x,y),b=1", {"a": "y", "b": "2"}, False),
        ("a notin (x)", {}, True),
        ("a notin (x)", {"a": "x"}, False),
        ("a in (,x)", {"a": ""}, True),
        ("a in ()", {"a": ""}, True),
        ("a>5", {"a": "6"}, True),
        ("a<5", {"a": "6"}, False),
        ("in in (in)", {"in": "in"}, True),
        ("a=", {"a": ""}, True),
        ("example.com/a=b", {"example.com/a": "b"}, True),
    ],
)
def test_selects(text: str, of: dict[str, str], selected: bool) -> None:
    """Each operator, with the empty value and with words of the language as names."""
    assert labels.parse(text).matches(of) is selected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a=b=c", "found '=', expected: ',' or 'end of string'"),
        ("a,", "found '', expected: identifier after ','"),
        ("=a", "found '=', expected: !, identifier, or 'end of string'"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
    ],
)
def test_errors(text: str, message: str) -> None:
    """The server's words for what it cannot read."""
    with pytest.raises(errors.SelectorError) as caught:
        labels.parse(text)
    assert str(caught.value) == message


@settings(deadline=None)
@given(st.dictionaries(NAMES, NAMES, max_size=5))
def test_own_labels_select(of: dict[str, str]) -> None:
    """Labels written as a selector select the object that has them."""
    assert labels.parse(",".join(f"{key}={value}" for key, value in of.items())).matches(of)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the parser fail otherwise than by its own error."""
    with contextlib.suppress(errors.SelectorError):
        assert labels.parse(text).requirements is not None
