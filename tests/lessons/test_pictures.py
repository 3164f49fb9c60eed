"""The pictures of the lessons fit the lesson's pane, and their borders meet, in both languages."""

import re
from pathlib import Path

import pytest

from tests.lessons import drawing

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = [file for lang in ("en", "ko") for file in sorted((ROOT / "lessons").glob(f"*/{lang}.md"))]
LESSONS = sorted(file.parent for file in (ROOT / "lessons").glob("*/lesson.yaml"))


def pictures(file: Path) -> list[tuple[int, list[str]]]:
    """The line of each picture's fence, and its lines."""
    text = file.read_text(encoding="utf-8")
    return [
        (text.count("\n", 0, found.start()) + 1, found[1].splitlines()) for found in FENCED.finditer(text)
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_pictures_are_drawn_well(file: Path) -> None:
    """At most 44 columns, straight borders, no loose corners."""
    found = [(line, fault) for line, picture in pictures(file) for fault in drawing.faults(picture)]
    assert found == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_both_languages_have_the_same_pictures(lesson: Path) -> None:
    """Two at least."""
    counts = {lang: len(pictures(lesson / f"{lang}.md")) for lang in ("en", "ko")}
    assert len(set(counts.values())) == 1
    assert counts["en"] >= 2


GOOD = """\
┌──────────┐   ┌── 노드 ──┐
│ 파드     ├──▶│    ▼     │
└────┬─────┘   │ DNAT     │
     │         └────┬─────┘
     └──────────────┘
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("│ 파드     ├", "│ 파드    ├"),
        ("│ DNAT     │", "│ DNAT      │"),
        ("     └─", "    └─"),
        ("노드 ──┐", f"노드 {'─' * 40}┐"),
        ("     │  ", "\t  "),
        ("└────┬─────┘   │ DNAT", "               │ DNAT"),
    ],
)
def test_faults_are_found(old: str, new: str) -> None:
    """A Korean letter counts two columns."""
    assert old in GOOD
    assert drawing.faults(GOOD.splitlines()) == []
    assert drawing.faults(GOOD.replace(old, new, 1).splitlines())
