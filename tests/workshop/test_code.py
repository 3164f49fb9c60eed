"""The join code comes back as it was made, and a typo is told as one."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.base import errors
from tutor.workshop import certificate, code

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,5})?", fullmatch=True)
ADDRESSES = st.ip_addresses().map(str)
INVITATIONS = st.builds(
    code.Invitation,
    st.one_of(ADDRESSES, NAMES),
    st.one_of(st.just(code.PORT), st.integers(1, 65535)),
    st.integers(0, (1 << certificate.FINGERPRINT_BITS) - 1),
    st.integers(0, (1 << code.SECRET_BITS) - 1),
)
ROOM = code.Invitation("192.168.1.10", code.PORT, 0x2_1234_5678_9ABC, 0x5_1234_5678)


@hypothesis.given(INVITATIONS)
def test_it_comes_back(invitation: code.Invitation) -> None:
    """Whatever the address."""
    assert code.decode(code.encode(invitation)) == invitation


def test_a_usual_one_has_five_groups_of_five() -> None:
    """What a projector shows and 30 people type."""
    assert [len(group) for group in code.encode(ROOM).split("-")] == [5] * 5


@hypothesis.given(st.data())
def test_a_single_wrong_character_is_noticed(data: st.DataObject) -> None:
    """And two neighbours exchanged."""
    digits = code.encode(ROOM).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ".replace(digits[at], "")))
    with pytest.raises(errors.UsageError, match="no join code"):
        code.decode(digits[:at] + other + digits[at + 1 :])
    if at and digits[at - 1] != digits[at]:
        with pytest.raises(errors.UsageError, match="no join code"):
            code.decode(digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :])


def test_it_is_read_as_people_write_it() -> None:
    """Small letters, spaces, and letters that look like digits."""
    written = code.encode(ROOM)
    assert code.decode(f"  {written.lower().replace('-', ' ')} ") == ROOM
    assert code.decode(written.replace("0", "O").replace("1", "l")) == ROOM


@pytest.mark.parametrize(
    "text", ["", "-", "hello", "!!!!!", "0", "00", "host:0/00", "a" * 300, "K7QFM-2XD9T", "host:x/ABCDE"]
)
def test_what_is_no_code_is_refused_in_words(text: str) -> None:
    """With what to do."""
    with pytest.raises(errors.UsageError) as caught:
        code.decode(text)
    assert caught.value.todo
