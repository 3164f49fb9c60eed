"""A finished sentence is found again by its fixed words."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.base import translation

TABLE = translation.Sentences(
    {
        "{} is missing": "{0}이(가) 없습니다",
        "the file {} is missing": "파일 {0}이(가) 없습니다",
        "{} of {} (100%)": "{1} 중 {0} (100%)",
    }
)


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_any_value_may_stand_in_a_place(value: str) -> None:
    """Values go over unchanged, braces and newlines too."""
    assert TABLE.translate(f"{value}7 is missing".removeprefix("the file ")).endswith("이(가) 없습니다")
    assert TABLE.translate(f"1 of {value} (100%)") == f"{value} 중 1 (100%)"


def test_the_sentence_that_says_more_wins() -> None:
    """Of two that fit, the longer is meant."""
    assert TABLE.translate("the file x is missing") == "파일 x이(가) 없습니다"


def test_a_sentence_whose_places_were_never_filled_is_only_words() -> None:
    """As another program may say them; nothing fails over it."""
    assert translation.Sentences({"{} is gone": "{0} 없음"}).translate("{} is gone") == "{} 없음"


def test_unknown_words_stay() -> None:
    """What another program said is shown as it said it."""
    assert TABLE.translate("ENOENT") == "ENOENT"
