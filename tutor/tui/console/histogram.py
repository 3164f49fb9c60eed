"""A poll as bars. Pure. Until it is shown nothing tells the right answer: the class may see this screen."""

from collections.abc import Sequence

from tutor.tui.console import clean, pieces, ports, texts

Piece = pieces.Piece


def drawn(
    tally: ports.Tally, cols: int, lang: str, *, rows: int = 100, past: bool = False, place: str = ""
) -> list[list[Piece]]:
    """The question, how many have answered, two lines an answer; one where there is room for `rows` only.

    `past`: another was asked since; `place`: which of several it is.
    """
    answered = sum(tally.counts.values())
    key = "polls.shown" if tally.shown else "polls.past" if past else "polls.live"
    state = texts.text(lang, key, answered=answered, asked=max(answered, tally.asked))
    state = f"{place} · {state}" if place else state
    made = [
        [Piece(pieces.fit(f" {line}", cols), bold=True)]
        for line in _wrapped(clean.line(tally.poll.question), cols - 2)
    ]
    made.append([Piece(pieces.fit(f" {state}", cols), "success" if tally.shown else "warning")])
    options = [_option(tally, at, cols) for at in range(len(tally.poll.options))]
    if len(made) + 2 * len(options) > rows:
        return [*made, *(_in_one(*one, cols) for one in options)]
    return [*made, *(line for one in options for line in one)]


def _option(tally: ports.Tally, at: int, cols: int) -> tuple[list[Piece], list[Piece]]:
    """Its words, and its bar."""
    option = tally.poll.options[at]
    right = tally.shown and option.id == tally.answer
    sign = Piece(" ✔ " if right else "   ", "success", bold=True)
    words = Piece(pieces.fit(f"{at + 1} {clean.line(option.text)}", cols - 4), bold=right)
    answered, count = sum(tally.counts.values()), tally.counts.get(option.id, 0)
    return [sign, words], _bar(count, answered, cols, "success" if right else "primary")


def _in_one(words: list[Piece], bar: list[Piece], cols: int) -> list[Piece]:
    """The words and the count, without the bar."""
    sign, said = words
    share = Piece(bar[-1].text + " ", bold=True)
    return [sign, said._replace(text=pieces.fit(said.text.rstrip(), cols - 4 - pieces.width([share]))), share]


def _bar(count: int, answered: int, cols: int, colour: str) -> list[Piece]:
    """As long as its share of all who have answered."""
    share = f" {count} · {count / answered:.0%}" if answered else " 0"
    room = max(1, cols - 6 - 12)
    eighths = round(8 * room * count / max(1, answered))
    part = "▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else ""
    return [Piece("     "), Piece("█" * (eighths // 8) + part, colour), Piece(share, bold=True)]


def _wrapped(text: str, cols: int) -> Sequence[str]:
    """Two lines at most; words of every script, so cut by cells."""
    line, lines = "", []
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and pieces.width([Piece(longer)]) > cols:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    return lines if len(lines) < 3 else [lines[0], pieces.fit(" ".join(lines[1:]), cols)]
