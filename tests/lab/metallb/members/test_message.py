"""What speakers tell each other, as bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.members import message

names = st.text(min_size=1, max_size=20)
numbers = st.integers(0, (1 << 63) - 1)
claims = st.builds(
    message.Claim, names, st.ip_addresses().map(str), numbers, st.sampled_from(list(message.State))
)
messages = st.builds(
    message.Message,
    st.sampled_from(list(message.Kind)),
    names,
    numbers,
    st.text(max_size=20),
    st.lists(claims, max_size=5).map(tuple),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(messages)
def test_what_is_encoded_is_decoded(what: message.Message) -> None:
    """Whole."""
    assert message.decode(message.encode(what)) == what


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_malformed(raw: bytes) -> None:
    """Nothing else can come of them."""
    try:
        message.decode(raw)
    except message.Malformed:
        pass


@given(messages, st.sampled_from(["kind", "from", "number", "target", "claims"]), json_values)
def test_any_json_is_a_message_or_malformed(what: message.Message, key: str, value: object) -> None:
    """Also one that looks nearly right."""
    words = {**json.loads(message.encode(what)), key: value}
    try:
        found = message.decode(json.dumps(words).encode())
    except message.Malformed:
        return
    assert isinstance(found.sender, str)
    assert isinstance(found.number, int)
    assert all(isinstance(one, message.Claim) for one in found.claims)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_nonsense_is_malformed(raw: bytes) -> None:
    """Each kind of it."""
    with pytest.raises(message.Malformed):
        message.decode(raw)
