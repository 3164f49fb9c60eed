"""en.md, ko.md: a lesson's prose in one language. Text in, sections and problems out.

Plain markdown that reads well anywhere; HTML comments tie its sections to the steps of lesson.yaml:

    # The lesson's title
    What it is about.

    <!-- step: deployment -->
    ## The step's title
    Prose.

    <!-- predict -->
    The question?
    - (a) one option
    - (b) another

    <!-- hints -->
    1. A nudge.
    2. The whole answer.

The hints may stand in a <details> block, so that a web page keeps them folded; its tags are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tutor.course import fields, model

ANCHOR = re.compile(r"\s{0,3}<!--\s*(step|predict|hints)\b\s*:?\s*([^\s>]*)\s*-->\s*")
FENCE = re.compile(r"\s{0,6}(`{3,}|~{3,})")
OPTION = re.compile(r"\s{0,3}[-*]\s+\(([^)\s]+)\)\s+(.*)")
HINT = re.compile(r"\s{0,3}\d+[.)]\s+(.*)")
FOLDING = re.compile(r"\s*(?:</?details[^>]*>\s*|<summary>.*?</summary>\s*)+")


@dataclass
class Section:
    """What one language says of one step."""

    id: str
    place: model.Place
    title: str = ""
    body: str = ""
    question: str = ""
    options: dict[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


@dataclass
class ProseFile:
    """One language's file: the lesson's title, what stands before the first step, and the steps' sections."""

    place: model.Place
    title: str = ""
    intro: str = ""
    sections: dict[str, Section] = field(default_factory=dict)


@dataclass
class _Block:
    """The lines that follow one anchor."""

    kind: str
    name: str
    place: model.Place
    lines: list[str] = field(default_factory=list)


def parse(text: str, file: Path, problems: fields.Problems) -> ProseFile:
    """The file cut at its anchors."""
    blocks = list(_blocks(text, file, problems))
    found = ProseFile(model.Place(file, 1))
    found.title, found.intro = _titled(blocks[0].lines, "# ")
    section: Section | None = None
    for block in blocks[1:]:
        if block.kind == "step":
            section = _section(block, found, problems)
        elif section is None:
            fields.note(problems, block.place, f"<!-- {block.kind} --> stands before any step", "move it")
        elif block.kind == "predict":
            _predict(block, section, problems)
        else:
            section.hints += _hints(block, problems)
    return found


def _blocks(text: str, file: Path, problems: fields.Problems) -> Iterator[_Block]:
    """The file's blocks, the first being what precedes all anchors; code between fences has no anchors."""
    block, fence, opened = _Block("", "", model.Place(file, 1)), "", 0
    for number, line in enumerate(text.splitlines(), 1):
        anchor = None if fence else ANCHOR.fullmatch(line)
        if anchor:
            yield block
            block = _Block(anchor[1], anchor[2], model.Place(file, number))
            continue
        block.lines.append(line)
        mark = FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and line.strip() == mark[1])):
            fence, opened = "" if fence else mark[1], number
    if fence:
        todo = f"close it with {fence}, and begin each fence on a line of its own"
        fields.note(problems, model.Place(file, opened), "the code that begins here has no end", todo)
    yield block


def _titled(lines: list[str], mark: str) -> tuple[str, str]:
    """The first heading at that level, and the text without it."""
    for index, line in enumerate(lines):
        if line.startswith(mark):
            rest = lines[:index] + lines[index + 1 :]
            return line[len(mark) :].strip(), "\n".join(rest).strip()
        if line.strip():
            break
    return "", "\n".join(lines).strip()


def _section(block: _Block, found: ProseFile, problems: fields.Problems) -> Section:
    section = Section(block.name, block.place)
    section.title, section.body = _titled(block.lines, "## ")
    if block.name in found.sections:
        line = found.sections[block.name].place.line
        fields.note(
            problems, block.place, f"step {block.name!r} has prose in line {line} already", "join them"
        )
    else:
        found.sections[block.name] = section
    return section


def _predict(block: _Block, section: Section, problems: fields.Problems) -> None:
    question: list[str] = []
    for line in block.lines:
        option = OPTION.fullmatch(line)
        if option and option[1] in section.options:
            fields.note(
                problems, block.place, f"option ({option[1]}) stands here twice", "rename one of them"
            )
        elif option:
            section.options[option[1]] = option[2].strip()
        elif section.options and line.strip():
            last = list(section.options)[-1]
            section.options[last] += " " + line.strip()
        else:
            question.append(line)
    section.question = "\n".join(question).strip()


def _hints(block: _Block, problems: fields.Problems) -> tuple[str, ...]:
    hints: list[list[str]] = []
    for line in block.lines:
        start = HINT.fullmatch(line)
        if FOLDING.fullmatch(line):
            continue
        if start:
            hints.append([start[1]])
        elif hints:
            hints[-1].append(line.removeprefix("   "))
        elif line.strip():
            fields.note(problems, block.place, "hints must be a numbered list", "begin the first with `1. `")
            break
    return tuple("\n".join(lines).strip() for lines in hints)
