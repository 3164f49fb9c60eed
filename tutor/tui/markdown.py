"""A lesson's markdown as blocks. Pure.

The subset of CommonMark and GitHub's tables that lessons use. Textual's own Markdown widget would do, but
it takes 90 ms to import, which the first paint cannot spare.
"""

import re
from typing import Literal, NamedTuple

Look = Literal["plain", "code", "strong", "emphasis", "link"]


class Span(NamedTuple):
    """A stretch of text with one look; `target` is a link's address."""

    text: str
    look: Look = "plain"
    target: str = ""


Inline = tuple[Span, ...]


class Paragraph(NamedTuple):
    """Running text."""

    inline: Inline


class Heading(NamedTuple):
    """A heading; level 1-6."""

    level: int
    inline: Inline


class Item(NamedTuple):
    """One entry of a list; `depth` from 0, `marker` as it is shown."""

    depth: int
    marker: str
    inline: Inline


class Quote(NamedTuple):
    """Quoted text, or one of GitHub's notes ("note", "tip", "important", "warning", "caution")."""

    kind: str
    inline: Inline


class Code(NamedTuple):
    """Preformatted lines."""

    language: str
    text: str


class Table(NamedTuple):
    """A table: its head and its rows, cell by cell."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Rule(NamedTuple):
    """A line across."""


Block = Paragraph | Heading | Item | Quote | Code | Table | Rule

_FENCE = re.compile(r" {0,3}(```+|~~~+)\s*(\S*)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"( *)([-*+]|\d{1,3}[.)])\s+(.*)")
_RULE = re.compile(r" {0,3}([-*_])(\s*\1){2,}\s*$")
_DIVIDER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_NOTE = re.compile(r"\[!(\w+)\]\s*")
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*"
    r"|(?<!\w)__(?P<strong2>\S(?:.*?\S)?)__(?!\w)"
    r"|\*(?P<em>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|(?<!\w)_(?P<em2>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
    r"|!?\[(?P<label>[^\]]*)\]\((?P<target>[^)\s]*)[^)]*\)"
    r"|<(?P<url>https?://[^>\s]+)>"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])",
    re.DOTALL,
)


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order."""
    lines = text.expandtabs(4).split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("<!--"):
            at += 1
        elif fence := _FENCE.match(line):
            at = _code(lines, at, fence, blocks)
        elif heading := _HEADING.match(line):
            blocks.append(Heading(len(heading[1]), inline(heading[2])))
            at += 1
        elif _RULE.match(line):
            blocks.append(Rule())
            at += 1
        elif "|" in line and at + 1 < len(lines) and _DIVIDER.match(lines[at + 1]):
            at = _table(lines, at, blocks)
        elif line.lstrip().startswith(">"):
            at = _quote(lines, at, blocks)
        elif item := _ITEM.match(line):
            at = _item(lines, at, item, blocks)
        else:
            at = _paragraph(lines, at, blocks)
    return tuple(blocks)


def inline(text: str) -> Inline:
    """Running text as spans; line ends count as spaces."""
    text = re.sub(r"[ \t]*\n[ \t]*", " ", text.strip())
    spans: list[Span] = []
    at = 0
    for found in _INLINE.finditer(text):
        _plain(spans, text[at : found.start()])
        at = found.end()
        if (code := found["code"]) is not None:
            spans.append(Span(code.strip() or code, "code"))
        elif strong := found["strong"] or found["strong2"]:
            spans.extend(_deeper(strong, "strong"))
        elif emphasis := found["em"] or found["em2"]:
            spans.extend(_deeper(emphasis, "emphasis"))
        elif found["escaped"]:
            _plain(spans, found["escaped"])
        else:
            target = found["url"] or found["target"] or ""
            spans.append(Span(found["label"] or target, "link", target))
    _plain(spans, text[at:])
    return tuple(spans)


def _plain(spans: list[Span], text: str) -> None:
    if not text:
        return
    if spans and spans[-1].look == "plain":
        text = spans.pop().text + text
    spans.append(Span(text))


def _deeper(text: str, look: Look) -> list[Span]:
    """What stands inside emphasis keeps its own look where it has one."""
    return [Span(span.text, look) if span.look == "plain" else span for span in inline(text)]


def _code(lines: list[str], at: int, fence: "re.Match[str]", blocks: list[Block]) -> int:
    body: list[str] = []
    at += 1
    while at < len(lines) and not lines[at].strip().startswith(fence[1]):
        body.append(lines[at])
        at += 1
    blocks.append(Code(fence[2], "\n".join(body)))
    return at + 1


def _table(lines: list[str], at: int, blocks: list[Block]) -> int:
    head = _cells(lines[at])
    at += 2
    rows: list[tuple[Inline, ...]] = []
    while at < len(lines) and "|" in lines[at]:
        row = _cells(lines[at])
        rows.append((*row, *((),) * (len(head) - len(row)))[: len(head)])
        at += 1
    blocks.append(Table(head, tuple(rows)))
    return at


def _cells(line: str) -> tuple[Inline, ...]:
    line = line.strip().removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return tuple(inline(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", line))


def _quote(lines: list[str], at: int, blocks: list[Block]) -> int:
    body: list[str] = []
    while at < len(lines) and lines[at].lstrip().startswith(">"):
        body.append(lines[at].lstrip()[1:].strip())
        at += 1
    text = "\n".join(body)
    kind = "quote"
    if note := _NOTE.match(text):
        kind, text = note[1].lower(), text[note.end() :]
    blocks.append(Quote(kind, inline(text)))
    return at


def _item(lines: list[str], at: int, item: "re.Match[str]", blocks: list[Block]) -> int:
    body = [item[3]]
    at += 1
    while at < len(lines) and lines[at].startswith("  ") and not _ITEM.match(lines[at]) and lines[at].strip():
        body.append(lines[at].strip())
        at += 1
    marker = item[2] if item[2][0].isdigit() else "•"
    blocks.append(Item(len(item[1]) // 2, marker, inline("\n".join(body))))
    return at


def _paragraph(lines: list[str], at: int, blocks: list[Block]) -> int:
    body = [lines[at]]
    at += 1
    while at < len(lines) and lines[at].strip() and not _interrupts(lines[at]):
        body.append(lines[at])
        at += 1
    blocks.append(Paragraph(inline("\n".join(body))))
    return at


def _interrupts(line: str) -> bool:
    """Whether a line begins a block of its own although no empty line stands before it."""
    starts = (_FENCE, _HEADING, _ITEM)
    return line.lstrip().startswith(">") or any(start.match(line) for start in starts)
