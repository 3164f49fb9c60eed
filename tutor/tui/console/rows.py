"""A learner as a line of the roster, and the class as a line of counts. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich import cells

from tutor.course import model
from tutor.tui.console import clean, pieces, ports, signs, texts

Piece = pieces.Piece
_FIXED = 4 + 6 + 1 + 7
"""Cells of a row beside name, steps, share and words: mark and sign, place, a gap, time."""

SHARE = 17
"""Cells of the bar that shows how much of the whole course is done, where there is room."""


class Plan(NamedTuple):
    """How many cells a row's parts get."""

    name: int
    steps: int
    share: int
    words: int


class Places:
    """What a course's lessons and steps are called where room is short."""

    def __init__(self, course: model.Course) -> None:
        self.course = course
        self._steps = {lesson.id: [step.id for step in lesson.steps] for lesson in course.lessons}
        self._numbers = {lesson.id: lesson.number for lesson in course.lessons}
        self._places = {
            (lesson, step): at + 1 for lesson, steps in self._steps.items() for at, step in enumerate(steps)
        }
        self.longest = max((len(steps) for steps in self._steps.values()), default=0)
        self.total = sum(len(steps) for steps in self._steps.values())

    def steps(self, lesson: str) -> Sequence[str]:
        """The ids of a lesson's steps; none for one that this course lacks."""
        return self._steps.get(lesson, ())

    def short(self, at: ports.StepKey) -> str:
        """As in "6.3": lesson and step by number; their own words where the course does not know them."""
        number = self._numbers.get(at[0])
        if number is None:
            return clean.line(at[0], 8)
        place = self._places.get(at)
        return f"{number}.{place}" if place else f"{number}"

    def title(self, at: ports.StepKey, lang: str) -> str:
        """As in "6.3 Who answers for the address?"; the lesson's title where no step is meant."""
        named = self.course.step(*at) if at[1] else self.course.lesson(at[0])
        words = model.said(named.title, lang) if named else clean.line(at[1], 40)
        return f"{self.short(at)} {words}".strip()


def plan(cols: int, longest: int) -> Plan:
    """The parts of a row of so many cells."""
    steps = min(longest, 18)
    left = cols - _FIXED - steps
    name = max(10, min(28, left * 45 // 100))
    share = SHARE if left - name >= 2 * SHARE else 0
    return Plan(name, steps, share, max(0, left - name - share))


def head(cols: int, longest: int, lang: str) -> list[Piece]:
    """The line over the roster."""
    sizes = plan(cols, longest)
    words = [
        ("", 4),
        ("col.name", sizes.name),
        ("col.at", 6),
        ("col.steps", sizes.steps + 1),
        ("col.time", 7),
    ]
    return [Piece(pieces.fit(texts.text(lang, key) if key else "", size), "dim") for key, size in words]


def row(
    one: ports.Learner,
    name: str,
    places: Places,
    cols: int,
    now: float,
    lang: str,
    *,
    cursor: bool,
    marked: bool,
) -> list[Piece]:
    """One learner."""
    sizes = plan(cols, places.longest)
    look = signs.OF_STATE[one.state]
    dim = "dim" if one.state == "away" else ""
    steps = [
        pieces.sign(signs.of_step(one, (one.at[0], step))) for step in places.steps(one.at[0])[: sizes.steps]
    ]
    return [
        Piece("▶" if cursor else " ", "accent", bold=True),
        Piece("●" if marked else " ", "accent", bold=True),
        pieces.sign(look),
        Piece(" "),
        Piece(pieces.fit(name, sizes.name - 1) + " ", dim, bold=one.state == "asking"),
        Piece(pieces.fit(places.short(one.at), 5) + " ", dim or "primary"),
        *(part._replace(bold=False) for part in steps),
        Piece(" " * (sizes.steps - len(steps) + 1)),
        Piece(f"{signs.clock(now - one.since) if one.since else '':>6} ", "dim"),
        *(_share(one, places.total) if sizes.share else ()),
        *_words(one, look, sizes.words, lang),
    ]


def _share(one: ports.Learner, total: int) -> list[Piece]:
    done = sum(status == "passed" for status in one.steps.values()) / max(1, total)
    filled = min(10, round(10 * done))
    return [
        Piece("━" * filled, "success"),
        Piece("─" * (10 - filled), "dim"),
        Piece(f"{min(done, 1):>5.0%}  ", "dim"),
    ]


def _words(one: ports.Learner, look: signs.Sign, room: int, lang: str) -> list[Piece]:
    state = texts.text(lang, f"state.{one.state}")
    if one.hand is None or not one.hand.strip():
        return [Piece(pieces.fit(state, room), look.colour)]
    return [Piece(pieces.fit(f"{state}: {clean.line(one.hand, 200)}", room), look.colour)]


def summary(counts: Mapping[ports.State, int], cols: int, lang: str) -> list[Piece]:
    """How many are in each state, and a bar of their shares where there is room."""
    parts = _counts(counts, lang, "  ")
    if pieces.width(parts) > cols:
        parts = _counts(counts, lang, "")
    room = cols - pieces.width(parts) - 4
    return [*parts, Piece("  "), *_bar(counts, room)] if room >= 12 else parts


def _counts(counts: Mapping[ports.State, int], lang: str, gap: str) -> list[Piece]:
    parts: list[Piece] = [Piece(" ")]
    for state in ports.STATES:
        look, count = signs.OF_STATE[state], counts.get(state, 0)
        words = f" {count} {texts.text(lang, f'state.{state}')} {gap}"
        parts.append(pieces.sign(look) if count else Piece(look.text, "dim"))
        parts.append(Piece(words, look.colour if count else "dim"))
    return [*parts[:-1], parts[-1]._replace(text=parts[-1].text.rstrip())]


def _bar(counts: Mapping[ports.State, int], room: int) -> list[Piece]:
    total = sum(counts.values())
    if not total:
        return []
    found, used, seen = [], 0, 0
    for state in ports.STATES:
        seen += counts.get(state, 0)
        end = round(room * seen / total)
        found.append(Piece("█" * (end - used), signs.OF_STATE[state].colour))
        used = end
    return found


def names(known: Sequence[str], room: int) -> str:
    """Names side by side, as many as fit, and how many more there are."""
    line = ""
    for at, name in enumerate(known):
        rest = f" +{len(known) - at}"
        longer = f"{line}, {name}" if line else name
        more = len(known) - at - 1
        if cells.cell_len(longer) + (len(f" +{more}") if more else 0) > room:
            return pieces.fit(line + rest, room).rstrip()
        line = longer
    return line


def why(found: ports.Detail, places: Places, cols: int, lang: str) -> list[Piece]:
    """The step where a learner is, and the first check that fails there."""
    one = found.learner
    parts = [Piece(f" {places.title(one.at, lang)}", "primary")]
    wrong = next((verdict for verdict in found.verdicts if not verdict.passed), None)
    if wrong is not None and one.state in ("failing", "asking"):
        said = [f"  ✘ {clean.line(wrong.title)}"]
        for key, words in (("expected", wrong.expected), ("seen", wrong.seen)):
            if words:
                said.append(f"{texts.text(lang, key)}: {clean.line(words)}")
        parts.append(Piece(pieces.fit(" · ".join(said), cols - pieces.width(parts)), "error"))
    return parts
