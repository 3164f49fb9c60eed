"""JSON and YAML bodies, and what is said of those that are neither."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.decode import errors, json_words, strict
from tutor.lab.apiserver.schema import types

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON)
def test_what_json_writes_is_read_back(value: Any) -> None:
    """Any JSON value survives, and Go's scanner has nothing to say of it."""
    text = json.dumps(value)
    assert strict.decode(text.encode()).object == value
    assert json_words.why(text) == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "unexpected end of JSON input"),
        (b"{nope", "invalid character 'n' looking for beginning of object key string"),
        (b'{"a":1,}', "invalid character '}' looking for beginning of object key string"),
        (b"[1 2]", "invalid character '2' after array element"),
        (b'{"a" 1}', "invalid character '1' after object key"),
        (b'{"a":1 "b":2}', "invalid character '\"' after object key:value pair"),
        (b"trux", "invalid character 'x' in literal true (expecting 'e')"),
        (b"nul", "unexpected end of JSON input"),
        (b'{"a":NaN}', "invalid character 'N' looking for beginning of value"),
        (b"{} {}", "invalid character '{' after top-level value"),
        (b'"\\x"', "invalid character 'x' in string escape code"),
        (b'"a\nb"', "invalid character '\\n' in string literal"),
        (b"-x", "invalid character 'x' in numeric literal"),
        (b"1.x", "invalid character 'x' after decimal point in numeric literal"),
        (b"1ex", "invalid character 'x' in exponent of numeric literal"),
    ],
)
def test_faults_read_as_in_go(body: bytes, words: str) -> None:
    """The complaint is that of encoding/json."""
    with pytest.raises(errors.DecodeError) as caught:
        strict.decode(body)
    assert caught.value.message == words


def test_doubled_fields_are_found_with_their_path() -> None:
    """The last value counts; the path leads through maps and lists."""
    found = strict.decode(b'{"data":{"a":"1","a":"2"},"l":[{},{"x":1,"x":2,"x":3}]}')
    assert found.object == {"data": {"a": "2"}, "l": [{}, {"x": 3}]}
    assert found.duplicates == ("data.a", "l[1].x")


def test_yaml_is_read_as_json_would_have_it() -> None:
    """Dates stay text, keys become text, and a JSON body under a YAML type is JSON."""
    body = b"when: 2026-01-02\n2: two\ntrue: yes\nlist: [a, 2]\n"
    assert strict.decode(body, "application/yaml").object == {
        "when": "2026-01-02",
        "2": "two",
        "true": True,
        "list": ["a", 2],
    }
    assert strict.decode(b' {"a": 1}', "application/apply-patch+yaml").object == {"a": 1}
    with pytest.raises(errors.DecodeError, match="error converting YAML to JSON: yaml: line 1: did not find"):
        strict.decode(b"a: [\nb: }", "application/yaml")


def test_messages_of_refused_bodies() -> None:
    """The wording around a decoder's complaint, as recorded from a real server."""
    assert errors.unrecognized("ConfigMap", "unexpected end of JSON input", b"") == (
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; "
        "json parse error: unexpected end of JSON input (<empty>)"
    )
    assert errors.unrecognized("Pod", "x", b"{" + b"a" * 40).endswith("({" + "a" * 29 + " ...)")
    assert errors.unrecognized("Pod", "x", b"ab").endswith("(6162)")
    assert errors.strict(["data.a"], ["spec.x"]) == (
        'strict decoding error: duplicate field "data.a", unknown field "spec.x"'
    )


def test_unknown_fields_are_named_by_their_path() -> None:
    """As kubectl's warnings show them."""
    body = {
        "spec": {"replica": 1, "template": {"spec": {"containers": [{"name": "c", "imagePullPolcy": "x"}]}}}
    }
    assert strict.unknown_fields(body, types.by_key("apps.v1/Deployment")) == (
        "spec.replica",
        "spec.template.spec.containers[0].imagePullPolcy",
    )
