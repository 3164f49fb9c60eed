"""A poll as bars. Pure. Until it is shown nothing tells the right answer: the class may see this screen."""

from collections.abc import Sequence

from tutor.tui.console import clean, pieces, ports, texts

Piece = pieces.Piece


def drawn(tally: ports.Tally, cols: int, lang: str) -> list[list[Piece]]:
    """The question, how many have answered, two lines an answer."""
    answered = sum(tally.counts.values())
    key = "polls.shown" if tally.shown else "polls.live"
    state = texts.text(lang, key, answered=answered, asked=max(answered, tally.asked))
    made = [
        [Piece(pieces.fit(f" {line}", cols), bold=True)]
        for line in _wrapped(clean.line(tally.poll.question), cols - 2)
    ]
    made.append([Piece(pieces.fit(f" {state}", cols), "success" if tally.shown else "warning")])
    for at, option in enumerate(tally.poll.options, start=1):
        count = tally.counts.get(option.id, 0)
        right = tally.shown and option.id == tally.answer
        sign = Piece(" ✔ " if right else "   ", "success", bold=True)
        made.append([sign, Piece(pieces.fit(f"{at} {clean.line(option.text)}", cols - 4), bold=right)])
        made.append(_bar(count, answered, cols, "success" if right else "primary"))
    return made


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
