"""Links of a prose file that lead nowhere. Only files are looked at; nothing is fetched."""

import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from tutor.base import errors
from tutor.course import fields, files, model

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?.*")
HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
NAMED = re.compile(r"<a\s+(?:name|id)=\"([^\"]+)\"")
FENCE = re.compile(r"\s{0,6}(`{3,}|~{3,})")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def examine(root: Path, file: Path, problems: fields.Problems) -> None:
    """Note every link to a file or heading that does not exist, or that leaves the course."""
    try:
        text = files.read(root, file)
    except errors.CourseError:
        return  # the loader has reported the file itself
    for number, target in targets(text):
        if wrong := _wrong(root, file, text, target):
            what, todo = wrong
            fields.note(problems, model.Place(file, number), f"{what}: {target}", todo)


def targets(text: str) -> Iterator[tuple[int, str]]:
    """The line and target of every link, outside of code."""
    for number, line in _prose_lines(text):
        bare = CODE.sub("", line)
        reference = REFERENCE.fullmatch(bare)
        if reference:
            yield number, reference[1]
        for found in LINK.finditer(bare):
            yield number, found[1]


def anchors(text: str) -> set[str]:
    """The names that a link may point at: GitHub's slugs of the headings, and <a name=…>."""
    found: set[str] = set()
    for _, line in _prose_lines(text):
        found.update(NAMED.findall(line))
        heading = HEADING.fullmatch(line)
        if heading:
            slug = re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-")
            again = 0
            while (name := slug if not again else f"{slug}-{again}") in found:
                again += 1
            found.add(name)
    return found


def _prose_lines(text: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield number, line


def _wrong(root: Path, file: Path, text: str, target: str) -> tuple[str, str] | None:
    """What is wrong with one target and how to mend it."""
    parts = urllib.parse.urlsplit(target)
    if parts.scheme or parts.netloc:
        known = parts.scheme in ("http", "https", "mailto")
        return (
            None if known else ("links of this kind are not opened", "use http(s), or a file of the course")
        )
    if not target:
        return "the link is empty", "give it a target"
    path = file.parent / urllib.parse.unquote(parts.path) if parts.path else file
    if not files.inside(root, path):
        return "the link leaves the course", "put the file into the course"
    if not path.exists():
        return "the link leads to no file", "mend the path; it is relative to this file"
    if not parts.fragment or path.suffix != ".md":
        return None
    there = text if path == file else path.read_text(encoding="utf-8", errors="replace")
    if urllib.parse.unquote(parts.fragment).lower() not in anchors(there):
        return "the link leads to no heading", "use the heading in lower case with - for spaces"
    return None
