"""Sentences in lines that end between words."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.base import cells
from tutor.cli import folding


def test_lines_end_between_words() -> None:
    """A line takes as many words as have room."""
    assert folding.folded("one two three four", 9) == "one two\nthree\nfour"


def test_korean_takes_two_cells_a_letter() -> None:
    """Five letters and a space are eleven cells."""
    assert folding.folded("강사에게 나", 11) == "강사에게 나"
    assert folding.folded("강사에게 나", 10) == "강사에게\n나"


def test_a_word_wider_than_the_line_stays_whole() -> None:
    """A join code is never broken."""
    assert folding.folded("type K7Q2M-AAAAA-BBBBB now", 8) == "type\nK7Q2M-AAAAA-BBBBB\nnow"


def test_lines_of_the_text_stay_lines() -> None:
    """An empty line stays one."""
    assert folding.folded("title\n\nwords", 80) == "title\n\nwords"


@given(st.lists(st.text("ab가나", min_size=1, max_size=12), min_size=1), st.integers(1, 40))
def test_no_word_is_lost_and_no_line_too_wide(words: list[str], width: int) -> None:
    """The words in their order; wider than asked is only a word alone."""
    lines = folding.folded(" ".join(words), width).split("\n")
    assert " ".join(lines).split(" ") == words
    assert all(cells.width(line) <= width or " " not in line for line in lines)
