"""The bounds on a command's output."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.shell import records, retention


@given(st.lists(st.binary(max_size=40)), st.integers(0, 30), st.integers(1, 30))
def test_head_and_tail_are_those_of_all_that_was_added(pieces: list[bytes], head: int, tail: int) -> None:
    """The head is the first bytes, the tail the last ones after it, and the rest is counted."""
    kept = retention.Retention(head, tail)
    for piece in pieces:
        kept.add(piece)
    everything = b"".join(pieces)
    rest = everything[head:]
    assert kept.parts() == (everything[:head], rest[-tail:])
    assert kept.left_out == max(0, len(rest) - tail)


def test_a_long_output_says_how_much_is_missing() -> None:
    """Head and tail are joined by a line that tells what was dropped."""
    kept = retention.Retention(3, 3)
    kept.add(b"abcdefghij")
    assert records.output(kept) == "abc\n[… 4 bytes left out …]\nhij"


def test_memory_is_bounded_under_many_small_pieces() -> None:
    """What is held stays near the tail's size."""
    kept = retention.Retention(10, 1000)
    for _ in range(10_000):
        kept.add(b"x" * 7)
    assert len(kept.parts()[1]) == 1000
    assert sum(map(len, kept._tail)) < 1020
