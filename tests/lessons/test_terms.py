"""The Korean of the lessons keeps to the glossary, and joins its particles rightly."""

import re
from pathlib import Path

import pytest

from tests.lessons import koreantexts

GLOSSARY = koreantexts.ROOT / "lessons" / "GLOSSARY.md"
ROW = re.compile(r"\| ([^|]+) \|(?: ([^|]+) \|)? ([^|]+) \|")

AFTER_VOWEL, AFTER_CONSONANT = ("을", "은", "과", "으로"), ("를", "는", "와")
"""Particles that are wrong there. `이` and `가` are left out: one is also the copula, the other begins words."""


def rows() -> list[tuple[str, str, list[str]]]:
    """English, Korean ("" where it is left in English), and what is not written."""
    found = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        row = ROW.fullmatch(line)
        if row and row[1] != "English" and not row[1].startswith("-"):
            found.append((row[1], row[2] or "", row[3].split(", ")))
    return found


def korean() -> list[str]:
    """Every Korean term, the longest first."""
    terms = {term for _, text, _ in rows() for term in text.split(", ") if term}
    return sorted(terms, key=len, reverse=True)


def unwanted() -> list[str]:
    """Every spelling that is not used."""
    return [word for _, _, words in rows() for word in words]


TEXTS = koreantexts.everything()


def test_the_glossary_is_read() -> None:
    """It has both kinds of tables, and forbids nothing that it uses itself."""
    assert ("pod", "파드", ["포드", "팟"]) in rows()
    assert any(not text for _, text, _ in rows())
    assert [(word, term) for word in unwanted() for term in korean() if word in term] == []


@pytest.mark.parametrize("word", unwanted())
def test_no_unwanted_spelling(word: str) -> None:
    """Anywhere in what a learner reads; a spelling inside of a longer word is another word."""
    pattern = re.compile(rf"(?<![가-힣]){re.escape(word)}")
    assert [where for where, text in TEXTS if pattern.search(text)] == []


def test_particles_agree_with_the_terms_before_them() -> None:
    """`파드를`, not `파드을`; `레이블은`, not `레이블는`."""
    found = []
    for term in korean():
        wrong = AFTER_CONSONANT if (ord(term[-1]) - 0xAC00) % 28 else AFTER_VOWEL
        pattern = re.compile(rf"{term}(?:{'|'.join(wrong)})(?![가-힣])")
        found += [(where, match[0]) for where, text in TEXTS for match in pattern.finditer(text)]
    assert found == []


def test_prose_speaks_politely() -> None:
    """Whole sentences end in 합니다체; options and titles may be short."""
    plain = re.compile(r"(?<![가-힣])[가-힣 ,]*(?:한다|된다|있다|없다|않는다|이다|였다|했다)\.\s*$")
    found = []
    for where, text in TEXTS:
        if Path(where.partition(":")[0]).name == "ko.md" and not text.lstrip().startswith("- ("):
            found += [where] if plain.search(text) else []
    assert found == []
