"""The words of go-yaml; each case is what gopkg.in/yaml.v2 v2.4.0 makes of the text, by its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.base import goyaml


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", ""),
        ("a: [1, 2]\nb: {c: d}\n", ""),
        ("a: 1\n---\nb: 2\n", ""),
        ("pools:\n- name: x\n  kind: y\n more:\n  - z\n", "yaml: line 3: did not find expected key"),
        ("pools:\n\t- name: x\n", "yaml: line 2: found character that cannot start any token"),
        ("- a\nb: c\n", "yaml: line 1: did not find expected '-' indicator"),
        ("a: b: c\n", "yaml: mapping values are not allowed in this context"),
        ("a: b\nc: d: e\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("a: [1\nb: 2\n", "yaml: line 1: did not find expected ',' or ']'"),
        ("a: *there\n", "yaml: unknown anchor 'there' referenced"),
        ("a: [*there, 1]\n", "yaml: unknown anchor 'there' referenced"),
        ("a: \x01\n", "yaml: control characters are not allowed"),
    ],
)
def test_faults_are_told_as_go_tells_them(text: str, complaint: str) -> None:
    """Line numbers too, which are not always the fault's."""
    assert goyaml.why(text) == complaint


@given(st.text(alphabet="ab:-[]{}*&#'\"\n\t ", max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    """One line, or nothing."""
    complaint = goyaml.why(text)
    assert complaint == "" or (complaint.startswith("yaml: ") and "\n" not in complaint)
