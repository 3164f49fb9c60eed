"""The documents for users exist in English and in Korean, and say the same."""

import collections
import re
from pathlib import Path

import pytest

from tests.lessons import koreantexts, test_terms
from tutor.base import wording

ROOT = Path(__file__).resolve().parent.parent
FOR_USERS = (
    "README.md",
    "docs/lab.md",
    "docs/serve.md",
    "docs/workshop.md",
    "lessons/AUTHORING.md",
    "assets/guestbook/README.md",
    "assets/metallb/README.md",
    "assets/trouble/README.md",
)
FOR_CONTRIBUTORS = (
    "assets/README.md",
    "docs/architecture.md",
    "docs/checks.md",
    "docs/decisions.md",
    "docs/proof.md",
)
IN_BOTH = ("lessons/GLOSSARY.md",)
"""One page in both languages."""
IN_PART = {"lessons/AUTHORING.md": "\n## shell\n"}
"""The twin ends before this heading, and leads to all that stands behind it."""

BLOCK = re.compile(r"^```([^`\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r" {2,}# .*")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
CELL = re.compile(r"(?<!\\)\|")
FIGURE = re.compile(r"\d[\d,.]*\d|\d")

SCREEN = {
    "NO CONNECTION": "연결 끊김",
    "○ … offline": "○ … 오프라인",
    "○ … offline, 12 kept": "○ … 오프라인, 12건 보관",
}
"""What screens say, shortened as the documents quote it."""
CHOSEN = {
    "--address NAME-OR-ADDRESS": "--address 이름이나-주소",
    "--address YOUR-ADDRESS": "--address 내주소",
    "join CODE --return THEIR-CODE": "join CODE --return 복귀-코드",
    "k8stutor workshop watch net101 --by NAME": "k8stutor workshop watch net101 --by 이름",
}
"""What the reader puts in."""
LOGGED = ("service has no configuration under new config",)
"""What MetalLB logs, though the product has a sentence of the same form."""


def korean(name: str) -> str:
    """The twin's path."""
    return f"{name.removesuffix('.md')}.ko.md"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def translated(name: str) -> str:
    """As much of the English page as has a twin."""
    whole = read(name)
    return whole.partition(IN_PART[name])[0] if name in IN_PART else whole


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """Code without what explains it: comments, and what stands in a column of its own; titles may be Korean."""
    found = []
    for language, code in BLOCK.findall(text):
        lines = [re.split(r"(?<=\S) {2,}| {4,}# ", line)[0] for line in code.splitlines()]
        bare = [re.sub(r'"[^"]*"( --lang ko)?', '""', line) for line in lines if not line.startswith("# ")]
        found.append((language, bare))
    return found


def tried(text: str) -> list[tuple[str, str]]:
    """The code that tests run: what has a file's name, and Python. Only its comments may differ."""
    found = BLOCK.findall(text)
    return [(kind, COMMENT.sub("", code)) for kind, code in found if " " in kind or kind == "python"]


def headings(text: str) -> list[tuple[str, str]]:
    """Marks and words."""
    return HEADING.findall(BLOCK.sub("", text))


def anchors(text: str) -> set[str]:
    """The headings' anchors as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for _, words in headings(text)}


def only_in_english(name: str) -> set[str]:
    """Anchors of what has no twin."""
    return anchors(read(name)) - anchors(translated(name))


def rows(text: str) -> list[str]:
    """Those of all tables."""
    return [line for line in text.splitlines() if line.startswith("|")]


def cells(row: str) -> int:
    """How many there are, and one more on either side."""
    return len(CELL.split(SPAN.sub("", row)))


def figures(row: str) -> collections.Counter[str]:
    """How often each number is there."""
    return collections.Counter(FIGURE.findall(row))


def spans(text: str) -> set[str]:
    """What is set as code within sentences."""
    return {" ".join(one.split()) for one in SPAN.findall(BLOCK.sub("", text))}


def twin_of(span: str) -> str:
    """Code stays what it is; what the product says it says in Korean."""
    kept = span if span.startswith("k8stutor ") or span in LOGGED else wording.said(span, "ko")
    return {**SCREEN, **CHOSEN}.get(span, kept)


def test_every_document_is_accounted_for() -> None:
    """A new one is for users, and has a twin, or it is for contributors."""
    places = ("README*.md", "docs/*.md", "lessons/*.md", "assets/**/*.md")
    found = {str(file.relative_to(ROOT)) for place in places for file in ROOT.glob(place)}
    assert found == {*FOR_USERS, *map(korean, FOR_USERS), *FOR_CONTRIBUTORS, *IN_BOTH}


@pytest.mark.parametrize("name", FOR_USERS)
def test_twins_say_the_same(name: str) -> None:
    """As far as that can be counted: headings, tables, code, and what is quoted."""
    english, twin = translated(name), read(korean(name))
    assert [marks for marks, _ in headings(twin)] == [marks for marks, _ in headings(english)]
    assert [cells(row) for row in rows(twin)] == [cells(row) for row in rows(english)]
    both = zip(rows(english), rows(twin), strict=True)
    assert [lost for one, other in both if (lost := figures(one) - figures(other))] == []
    assert blocks(twin) == blocks(english)
    assert tried(twin) == tried(english)
    assert sorted({twin_of(span) for span in spans(english)} ^ spans(twin)) == []


@pytest.mark.parametrize("name", FOR_USERS)
def test_twins_lead_to_each_other(name: str) -> None:
    """Before their first section, and a Korean page leads to what is there in Korean where it is."""
    for here, words, there in ((name, "한국어", korean(name)), (korean(name), "English", name)):
        assert f"[{words}]({Path(there).name})" in read(here).partition("\n## ")[0]
    said = LINK.sub(lambda link: "" if link[0].startswith("[English]") else link[0], read(korean(name)))
    pages = {(ROOT / one).resolve(): one for one in FOR_USERS}
    for path, anchor in LINK.findall(said):
        page = pages.get(((ROOT / name).parent / path).resolve()) if path else None
        assert page is None or anchor in only_in_english(page), f"{path}#{anchor}"


@pytest.mark.parametrize("name", IN_PART)
def test_what_is_only_in_english_is_led_to(name: str) -> None:
    """Each heading of it."""
    assert IN_PART[name] in read(name)
    led_to = {anchor for path, anchor in LINK.findall(read(korean(name))) if path == Path(name).name}
    assert led_to - {""} == only_in_english(name)


@pytest.mark.parametrize("name", [*FOR_USERS, *map(korean, FOR_USERS)])
def test_links_lead_somewhere(name: str) -> None:
    """To a file that there is, and to a heading that it has."""
    dead = []
    for path, anchor in LINK.findall(read(name)):
        if "://" not in path:
            target = (ROOT / name).parent / path if path else ROOT / name
            if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
                dead.append(f"{path}#{anchor}")
    assert dead == []


@pytest.mark.parametrize("name", FOR_USERS)
def test_korean_keeps_to_the_glossary(name: str) -> None:
    """Its spellings, its particles, and 합니다체, as in the lessons."""
    text = koreantexts.CODE.sub("``", BLOCK.sub("", read(korean(name))))
    assert [one for one in test_terms.unwanted() if re.search(rf"(?<![가-힣]){re.escape(one)}", text)] == []
    assert re.findall(r"[가-힣]*(?:한다|된다|있다|없다|않는다|이다|였다|했다)\.(?=\s)", text) == []
    for term in test_terms.korean():
        wrong = test_terms.AFTER_CONSONANT if (ord(term[-1]) - 0xAC00) % 28 else test_terms.AFTER_VOWEL
        assert re.findall(rf"{term}(?:{'|'.join(wrong)})(?![가-힣])", text) == []
