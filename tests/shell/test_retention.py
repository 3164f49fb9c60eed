"""The bounds on a command's output."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.shell import records, retention

PIECES = st.lists(st.binary(max_size=40))


@given(PIECES, st.integers(0, 30), st.integers(1, 30))
def test_head_and_tail_are_those_of_all_that_was_added(pieces: list[bytes], head: int, tail: int) -> None:
    """The head is the first bytes, the tail the last ones after it, and the rest is counted."""
    kept = retention.Retention(head, tail)
    for piece in pieces:
        kept.add(piece)
    everything = b"".join(pieces)
    rest = everything[head:]
    assert kept.parts() == (everything[:head], max(0, len(rest) - tail), rest[-tail:])
    assert kept.total == len(everything)


@given(PIECES, st.integers(0, 30), st.integers(1, 30), st.integers(0, 200))
def test_it_tells_what_came_after_a_place(pieces: list[bytes], head: int, tail: int, start: int) -> None:
    """What is held of it is the same as of the whole, wherever the place is: in the head, the gap or the tail."""
    kept = retention.Retention(head, tail)
    for piece in pieces:
        kept.add(piece)
    everything = b"".join(pieces)
    first, left_out, last = kept.parts(start)
    held = [*range(min(head, len(everything))), *range(max(head, len(everything) - tail), len(everything))]
    assert first + last == bytes(everything[at] for at in held if at >= start)
    assert len(first) + left_out + len(last) == len(everything[start:])


def test_a_long_output_says_how_much_is_missing() -> None:
    """Head and tail are joined by a line that tells what was dropped."""
    kept = retention.Retention(3, 3)
    kept.add(b"abcdefghij")
    assert records.output(kept) == "abc\n[… 4 bytes left out …]\nhij"
    assert records.output(kept, 5) == "\n[… 2 bytes left out …]\nhij"
    assert records.output(kept, 8) == "ij"


def test_memory_is_bounded_under_many_small_pieces() -> None:
    """What is held stays near the tail's size."""
    kept = retention.Retention(10, 1000)
    for _ in range(10_000):
        kept.add(b"x" * 7)
    assert len(kept.parts()[-1]) == 1000
    assert sum(map(len, kept._tail)) < 1020
