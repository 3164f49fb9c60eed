"""Redis is spoken to in its own protocol, and understood in it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi import testing, testwire
from tutor.checkapi.protocols import redisquery


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_requests_say_how_long_each_word_is(words: list[str]) -> None:
    """Words may hold anything, line ends and letters of several bytes too; the end of a request is known."""
    sent = redisquery.request(tuple(words))
    assert sent.startswith(b"*%d\r\n" % len(words))
    assert sent.endswith(words[-1].encode() + b"\r\n")
    assert testwire.whole(sent)
    assert not testwire.whole(sent[: sent.index(b"\r\n") + 2])


@given(st.text())
def test_a_text_comes_back_as_it_is(text: str) -> None:
    """A bulk string has its length in bytes."""
    raw = text.encode()
    assert redisquery.reply(io.BytesIO(b"$%d\r\n%s\r\n" % (len(raw), raw))) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"+OK\r\n", "OK"),
        (b":42\r\n", "42"),
        (b"$-1\r\n", None),
        (b"$0\r\n\r\n", ""),
        (b"$2\r\n\xff!\r\n", "\ufffd!"),
    ],
)
def test_other_replies(raw: bytes, expected: str | None) -> None:
    """Simple strings, numbers, nil, and bytes that are no text."""
    assert redisquery.reply(io.BytesIO(raw)) == expected


@pytest.mark.parametrize("raw", [b"-READONLY no\r\n", b"", b"*2\r\n", b"$x\r\n"])
def test_what_is_no_answer(raw: bytes) -> None:
    """An error, the end of the connection, a list, or nonsense."""
    with pytest.raises(redisquery.Refused):
        redisquery.reply(io.BytesIO(raw))


def test_info_is_read_into_fields() -> None:
    """Section titles are left out; values may have colons."""
    assert redisquery.fields("# Replication\r\nrole:master\r\nslave0:ip=1.2.3.4,port=1\r\nx:a:b\r\n\r\n") == {
        "role": "master",
        "slave0": "ip=1.2.3.4,port=1",
        "x": "a:b",
    }


def test_a_check_asks_through_its_evidence() -> None:
    """The stand-in world answers what it holds, nil else, and is silent where it has no server."""
    seen = testing.World(stores={"10.0.0.1": {"GET a": "1\r\n\r\n2"}}).evidence()
    assert seen.redis("10.0.0.1", "GET", "a") == "1\r\n\r\n2"
    assert seen.redis("10.0.0.1", "GET", "b") is None
    with pytest.raises(OSError, match="closed"):
        seen.redis("10.0.0.2", "GET", "a")
