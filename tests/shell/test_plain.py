"""What a terminal would show, as plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.shell import plain


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"\x1b[1;31mred\x1b[0m and \x1b[38;2;1;2;3mblue\x1b[m", "red and blue"),
        (b"10%\r50%\r100%\r\n", "100%\n"),
        (b"abcdef\rxy\x1b[K\r\n", "xy\n"),
        (b"abc\b\bX\r\n", "aXc\n"),
        (b"man\x08n\x08n", "man"),
        (b"a\x1b[3Cb", "a   b"),
        (b"before\r\n\x1b[?1049hpager\r\nmore\x1b[?1049lafter", "before\n\npager\nmore\nafter"),
        (b"\x1b[?1049h\x1b[2;1Htwo\x1b[1;1Hone\x1b[?1049l\r\n", "\ntwo\none\n\n"),
        (b"\x1b[?1049h\x1b[Hone two\r\x1b[3dthree\x1b[A\rtwo\x1b[?1049l", "\none two\nthree\ntwo\n"),
        (b"\x1b[?1049h\x1b[H\x1b[?1049l", ""),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1b(B\x1b=plain\x1b>", "plain"),
        ("쿠버네티스\r\n".encode(), "쿠버네티스\n"),
        (b"bad \xff byte", "bad \N{REPLACEMENT CHARACTER} byte"),
        (b"col1\tcol2\r\n", "col1\tcol2\n"),
        (b"\x07bell", "bell"),
        (b"\x1b", ""),
        ("\x9b31mred\x9d0;title\x9c".encode(), "31mred0;title"),
    ],
)
def test_text_is_what_a_terminal_shows(raw: bytes, shown: str) -> None:
    """Controls do what they do on a terminal, and leave no trace of themselves."""
    assert plain.text(raw) == shown


@given(st.binary(max_size=200))
def test_nothing_breaks_it_and_no_escape_remains(raw: bytes) -> None:
    """Any bytes at all give text that drives no terminal."""
    assert not re.search("[\x1b\x80-\x9f]", plain.text(raw))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=80))
def test_printable_text_is_kept(text: str) -> None:
    """Text without controls is itself."""
    assert plain.text(text.encode()) == text
