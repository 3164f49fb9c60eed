"""What the line of the class says: the most important first, as much as fits. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from textual import content

from tutor.tui.classroom import board, consent, foreign, ports, texts

OVER_SECONDS = 300.0
"""How long the line tells that a time is over."""

Say = Callable[..., str]
Held = Literal["", "command", "window", "lesson"]
"""What goes first: a command that runs, a window that is open, a lesson that is being opened; "" for nothing."""


LEAST = 20
"""Cells of a text that is still worth its key."""


class Piece(NamedTuple):
    """One thing that the line tells, the key that belongs to it, and its place where room is short (1 stays last)."""

    text: str
    style: str
    key: str
    place: int


def pieces(
    of: ports.Class, told: board.Board, allowed: consent.Consent, lang: str, *, held: Held
) -> list[Piece]:
    """All that is to be told; `held` says what of the learner's own keeps them from following."""

    def say(key: str, **args: object) -> str:
        return texts.text(lang, key, **args)

    return [
        *_watching(allowed, say),
        *_asking(allowed, say),
        Piece(
            say(of.state, title=foreign.line(of.title, 30), waiting=of.waiting),
            "$success" if of.state == "online" else "$warning",
            say("offline.key") if of.state == "offline" and of.error else "",
            5 if of.state == "online" else 2,  # that nothing arrives is told before what came earlier
        ),
        *_leading(told, say, held=held),
        *_timing(told, say),
        *_helping(told, say),
        *_polling(told, say),
        *_reading(told, say),
    ]


def _watching(allowed: consent.Consent, say: Say) -> list[Piece]:
    if not allowed.watched:
        return []
    names, typing = _named(allowed.names), _named(allowed.typing)
    key = ("typed" if typing else "watched") + ("" if len(allowed.names) == 1 else ".many")
    sign = say(key, by=names, typing=typing)
    return [Piece(sign, "bold $text on $error", say("watched.end"), 1)]


def _named(names: Sequence[str]) -> str:
    """All of them: whoever watches is told, however many they are."""
    most = 20 if len(names) == 1 else 12
    return ", ".join(foreign.line(one, most) for one in names)


def _asking(allowed: consent.Consent, say: Say) -> list[Piece]:
    if allowed.asked is None:
        return []
    asked = say(f"asks.{allowed.asked.kind}", by=foreign.line(allowed.asked.by, 20))
    return [Piece(asked, "bold $warning", say("asks.key"), 2)]


def _leading(told: board.Board, say: Say, *, held: Held) -> list[Piece]:
    if told.follow is None:
        return []
    if told.left_follow:
        return [Piece(say("leads.not"), "", say("leads.not.key"), 9)]
    if held:
        return [Piece(say(f"leads.waits.{held}"), "$warning", say("leads.key"), 6)]
    return [Piece(say("leads"), "", say("leads.key"), 7)]


def _timing(told: board.Board, say: Say) -> list[Piece]:
    left = told.seconds_left()
    if left is None or told.timer is None or left < -OVER_SECONDS:
        return []
    label = foreign.line(told.timer.label, 20)
    if left <= 0:
        return [Piece(say("timer.over", label=label).strip(" :"), "bold $warning", "", 4)]
    shown = say("timer", left=clock(left), label=label).strip()
    return [Piece(shown, "bold $warning" if left < 60 else "bold", "", 4)]


def clock(seconds: float) -> str:
    """Minutes and seconds; hours where there are any."""
    whole = int(seconds)
    minutes = f"{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 3600}:{minutes}" if whole >= 3600 else minutes


def _helping(told: board.Board, say: Say) -> list[Piece]:
    if told.hand == "down":
        return []
    if told.hand == "waiting":
        return [Piece(say("hand.waiting"), "$accent", "", 6)]
    return [Piece(say("hand.helper", by=foreign.line(told.helper, 20)), "$success", "", 6)]


def _polling(told: board.Board, say: Say) -> list[Piece]:
    if told.open_poll and not told.answer:
        return [Piece(say("poll"), "bold $accent", say("poll.key"), 3)]
    return [Piece(say("poll.result"), "", say("poll.key"), 10)] if told.poll else []


def _reading(told: board.Board, say: Say) -> list[Piece]:
    if not told.unread:
        return []
    return [Piece(say("unread", count=told.unread), "bold $accent", say("unread.key"), 3)]


def drawn(found: Sequence[Piece], width: int) -> content.Content:
    """The pieces that fit into `width` cells, in their order; the last one that is left is cut."""
    kept = list(found)
    while len(kept) > 1 and _drawn(kept).cell_length > width:
        kept.remove(max(kept, key=lambda piece: piece.place))
    line = _drawn(kept)
    if line.cell_length <= width:
        return line
    last = kept[0]  # its key is what must not be missing: it may be the way to end being watched
    key = content.Content.assemble((" ", ""), (last.key, "bold $accent")) if last.key else content.Content()
    room = width - key.cell_length
    if room < LEAST:
        return line.truncate(max(1, width), ellipsis=True)
    text = content.Content.assemble((last.text, last.style)).truncate(room, ellipsis=True)
    return content.Content.assemble(text, key)


def _drawn(kept: Sequence[Piece]) -> content.Content:
    parts: list[content.Content] = []
    for piece in kept:
        key = [(" ", ""), (piece.key, "bold $accent")] if piece.key else []
        parts.append(content.Content.assemble((piece.text, piece.style), *key))
    return content.Content("  ").join(parts)


def histogram(shown: Mapping[str, int], width: int = 24) -> dict[str, str]:
    """Option id -> a bar of `width` cells at most."""
    most = max([*shown.values(), 1])
    return {one: "█" * round(width * max(count, 0) / most) for one, count in shown.items()}
