"""What is sealed for one reader is nobody else's."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.workshop import sealing


@hypothesis.given(st.binary(max_size=2000))
def test_its_reader_opens_it(data: bytes) -> None:
    """And it is sealed differently each time."""
    box = sealing.Box()
    first, second = sealing.seal(data, box.public), sealing.seal(data, box.public)
    assert box.open(first) == box.open(second) == data
    assert first != second


@hypothesis.given(st.integers(0, 10_000), st.integers(1, 255))
def test_another_or_a_changed_one_is_refused(at: int, change: int) -> None:
    """As is what was never sealed."""
    box, sealed = sealing.Box(), bytearray(sealing.seal(b"for one", sealing.Box().public))
    with pytest.raises(ValueError):
        box.open(bytes(sealed))
    own = bytearray(sealing.seal(b"for one", box.public))
    # The sender's key is named in what the cipher's key is made of: even the bit that X25519 passes over counts.
    own[at % len(own)] ^= change
    with pytest.raises(ValueError):
        box.open(bytes(own))


@hypothesis.given(st.binary(max_size=100))
def test_what_is_nothing_is_refused(data: bytes) -> None:
    """In one way."""
    with pytest.raises(ValueError):
        sealing.Box().open(data)


@pytest.mark.parametrize("public", [b"", bytes(32), b"\1" + bytes(31)])
def test_a_key_that_would_give_the_secret_away_is_refused(public: bytes) -> None:
    """Points of low order make every shared secret zero (RFC 7748, 6.1)."""
    with pytest.raises(ValueError):
        sealing.seal(b"x", public)
