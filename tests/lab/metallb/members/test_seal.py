"""The proof that a message carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.members import seal


class Clock:
    """A clock that is set by hand, in ms."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


@given(st.binary(max_size=50), st.text(max_size=10))
def test_what_is_sealed_opens_with_the_same_key(body: bytes, secret: str) -> None:
    """Session and count come with it."""
    clock = Clock()
    mine, yours = seal.Seal(secret, 7, clock), seal.Seal(secret, 8, clock)
    assert yours.open(mine.close(body)) == seal.Opened(body, 7, 1)
    assert yours.open(mine.close(body)).count == 2


@given(st.binary(max_size=120))
def test_what_was_not_sealed_is_refused(raw: bytes) -> None:
    """Whatever bytes they are."""
    with pytest.raises(seal.Refused):
        seal.Seal("key", 1, Clock()).open(raw)


@given(st.data())
def test_a_changed_bit_is_noticed(data: st.DataObject) -> None:
    """Anywhere in the datagram."""
    clock = Clock()
    raw = bytearray(seal.Seal("key", 1, clock).close(b"body"))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(seal.Refused):
        seal.Seal("key", 2, clock).open(bytes(raw))


def test_another_key_is_refused() -> None:
    """A stranger's message."""
    clock = Clock()
    with pytest.raises(seal.Refused, match="another key"):
        seal.Seal("key", 1, clock).open(seal.Seal("other", 1, clock).close(b"body"))


@pytest.mark.parametrize("later", [seal.TOLERANCE_MS + 1, -seal.TOLERANCE_MS - 1])
def test_an_old_message_is_refused(later: int) -> None:
    """Also one from the future."""
    clock = Clock()
    own = seal.Seal("key", 1, clock)
    raw = own.close(b"body")
    clock.now += later
    with pytest.raises(seal.Refused, match="old"):
        own.open(raw)


@given(st.permutations(range(1, 30)), st.data())
def test_each_message_counts_once_in_any_order(order: list[int], data: st.DataObject) -> None:
    """As UDP may deliver them."""
    heard = seal.Replays()
    for count in order:
        heard.check("a", 1, count)
    with pytest.raises(seal.Refused):
        heard.check("a", 1, data.draw(st.sampled_from(order)))
    heard.check("b", 1, 1)


def test_a_former_session_is_refused_and_a_later_one_begins_anew() -> None:
    """A restarted sender counts from one again."""
    heard = seal.Replays()
    heard.check("a", 1, 500)
    heard.check("a", 2, 1)
    with pytest.raises(seal.Refused, match="former"):
        heard.check("a", 1, 501)


def test_what_is_far_behind_is_refused() -> None:
    """Whether it was heard is not known any more."""
    heard = seal.Replays()
    heard.check("a", 1, 1000)
    heard.check("a", 1, 1001 - seal.WINDOW)
    with pytest.raises(seal.Refused):
        heard.check("a", 1, 1000 - seal.WINDOW)
    heard.check("a", 1, 1000 + 2 * seal.WINDOW)
