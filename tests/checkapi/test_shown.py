"""A value is seen in whatever form a program prints it, and only then."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi import shown

COREFILE = ".:53 {\n    errors\n    forward . /etc/resolv.conf {\n       max_concurrent 1000\n    }\n}\n"


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("10.0.0.3 k8s-m", "10.0.0.3", True),
        ("10.0.0.30 k8s-m", "10.0.0.3", False),
        ("110.0.0.3", "10.0.0.3", False),
        ("10.0.0.3:53,", "10.0.0.3", True),
        ("coredns-6f9b5-x2 1/1", "coredns", False),
        ("deployment.apps/coredns", "coredns", True),
        ('"replicas": 2,', 2, True),
        ("2/2", 2, True),
        ("ready: true", True, True),
        ("", "x", False),
    ],
)
def test_words_have_borders(text: str, value: object, expected: bool) -> None:
    """A value inside a longer word is another value."""
    assert shown.shows(text, value) is expected


@pytest.mark.parametrize(
    "text",
    [
        COREFILE,
        "Data\n====\nCorefile:\n----\n" + COREFILE + "\n\nEvents: <none>",
        "data:\n  Corefile: |\n" + "".join(f"    {line}\n" for line in COREFILE.splitlines()),
        json.dumps({"data": {"Corefile": COREFILE}}, indent=2),
        COREFILE.replace("\n", "\r\n"),
    ],
)
def test_a_text_of_lines_is_seen_in_every_output_format(text: str) -> None:
    """describe, -o yaml, -o json and jsonpath all show the same Corefile."""
    assert shown.shows(text, COREFILE)
    assert not shown.shows(text.replace("max_concurrent 1000", "max_concurrent 10"), COREFILE)


@given(
    st.recursive(
        st.integers(), lambda inner: st.dictionaries(st.text("ab", min_size=1), inner) | st.lists(inner)
    )
)
def test_fields_never_fail(thing: object) -> None:
    """A path that is not there gives None."""
    shown.field({"top": thing}, "top.a.0.b")
    assert shown.field({"top": thing}, "none.a.0") is None


def test_spellings_are_those_of_programs() -> None:
    """JSON escapes letters as code points, redis-cli as bytes."""
    assert "1\\/2" in shown.spellings("1/2")
    assert 'a \\"\\xec\\x95\\x88\\"' in shown.spellings('a "안"')
    assert shown.spellings("안a") == {"안a", "\\uc548a", "\\xec\\x95\\x88a"}
