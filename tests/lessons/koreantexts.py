"""Every Korean text that a learner reads, with where it stands: the lessons' prose and titles, and what checks say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tutor.course import loader

ROOT = Path(__file__).parents[2]

FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(\w*)")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
HANGUL = re.compile(r"[가-힣]")

Said = tuple[str, str]
"""Where it stands (file:line), and the text."""


def everything() -> list[Said]:
    """All of them."""
    return [*_prose(), *_titles(), *_checks()]


def _prose() -> Iterator[Said]:
    """Lines of the Korean prose without code; what is drawn between ```text fences is no code."""
    for file in sorted((ROOT / "lessons").glob("*/ko.md")):
        fence, code = "", False
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            mark = FENCE.match(line)
            if mark and (not fence or mark[1].startswith(fence)):
                fence, code = ("", False) if fence else (mark[1], mark[2] != "text")
            elif not code:
                yield f"{file.relative_to(ROOT)}:{number}", CODE.sub("``", line)


def _titles() -> Iterator[Said]:
    """Titles of checks and names of forms."""
    for lesson in loader.load(ROOT).lessons:
        for texts in lesson.forms.values():
            yield str(lesson.place.file.relative_to(ROOT)), texts.get("ko", "")
        for use in (use for step in lesson.steps for use in step.checks):
            yield f"{use.place.file.relative_to(ROOT)}:{use.place.line}", use.title.get("ko", "")


def _checks() -> Iterator[Said]:
    """Texts with Korean letters in the sources of checks and of what they share."""
    for file in sorted([*(ROOT / "checks").glob("*.py"), *(ROOT / "tutor" / "checkapi").rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HANGUL.search(node.value):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", CODE.sub("``", node.value)
