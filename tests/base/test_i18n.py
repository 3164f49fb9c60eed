"""Texts in a language, with the words of others in them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tutor.base import errors, i18n

TABLE = {"hello": {"en": "hello {name}", "ko": "{name} 안녕하세요"}}


def test_a_text_is_picked_and_filled() -> None:
    """In the language, or in English where that is not spoken."""
    assert i18n.text(TABLE, "ko", "hello", name="k8s-m") == "k8s-m 안녕하세요"
    assert i18n.text(TABLE, "fr", "hello", name=7) == "hello 7"


@given(st.text())
def test_words_of_others_cannot_steer_a_terminal(words: str) -> None:
    """Neither in a text nor in an error; what is no control character stays."""
    told = errors.TutorError(words, why=words, todo=words)
    for text in (i18n.text(TABLE, "en", "hello", name=words), errors.render(told), errors.render(told, "ko")):
        assert {char for char in text if unicodedata.category(char) == "Cc"} <= {"\n", "\t"}
    harmless = "".join(char for char in words if unicodedata.category(char) != "Cc")
    assert i18n.plain(harmless) == harmless


def test_an_escape_is_shown() -> None:
    """As Python and Go would write it."""
    assert i18n.plain("a\x1b[31m\x9bb\r\n") == "a\\x1b[31m\\x9bb\\x0d\n"
