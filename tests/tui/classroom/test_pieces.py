"""The class's pure pieces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import cells as rich_cells

from tests.tui.classroom import fakeclass
from tutor.base import clock, i18n
from tutor.shell import cells
from tutor.tui import texts as every
from tutor.tui.classroom import board, commands, consent, foreign, frames, line, texts
from tutor.workshop import orders, reports, wire


def test_texts_agree_on_their_places() -> None:
    """English and Korean have the same `{named}` places."""
    for key, both in texts.TEXTS.items():
        assert set(both) == set(i18n.LANGUAGES), key
        places = [set(re.findall(r"{(\w+)", text)) for text in both.values()]
        assert places[0] == places[1], key


def test_every_key_of_the_class_has_its_words_and_is_its_own() -> None:
    """Beside those of the lesson, numbers and arrows."""
    keys = [key for command in commands.LESSON for key in command.keys]
    assert len(keys) == len(set(keys))
    for command in commands.LESSON:
        for lang in i18n.LANGUAGES:
            assert every.text(lang, f"do.{command.name}")
            assert not command.bar or every.text(lang, f"key.{command.name}")


@given(st.text())
def test_foreign_words_do_not_steer_a_terminal(text: str) -> None:
    """Whatever they are."""
    shown = foreign.words(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", shown)
    assert "\n" not in foreign.line(text)
    assert len(foreign.line(text)) <= 200


def test_all_of_an_order_is_made_harmless() -> None:
    """Also what lies deep in it; Korean and joined emoji stay whole."""
    poll = orders.Poll("p\x1b", "질문\x07?", (orders.Option("a\x00", "👩\u200d💻\u202e"),))
    assert foreign.order(poll) == orders.Poll("p", "질문?", (orders.Option("a", "👩\u200d💻"),))


class Quiet:
    """A class as the line reads it."""

    title, state, waiting, error = "net101", "online", 0, None


class Away(Quiet):
    """One that does not answer."""

    title, state, waiting = "Kubernetes networking", "offline", 12


def _drawn(
    width: int, told: board.Board, allowed: consent.Consent, lang: str = "en", of: type[Quiet] = Quiet
) -> str:
    return str(line.drawn(line.pieces(of(), told, allowed, lang, held=""), width))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [20, 40, 78, 118])
def test_that_somebody_watches_is_told_however_narrow_it_is(width: int) -> None:
    """All else goes first."""
    told, allowed = board.Board(), consent.Consent()
    told.hear(orders.Follow(True, "l", "s"), "1")
    told.hear(orders.Say("a", "b"), "1")
    told.hear(orders.Poll("p", "q", ()), "1")
    told.raise_hand("")
    allowed.ask(fakeclass.WATCH, "desk-1", live=True)
    assert allowed.asked
    allowed.answer(allowed.asked, given=True)
    shown = _drawn(width, told, allowed)
    assert shown.startswith("● Kim WATCHES"[: width - 1])
    assert len(shown) <= width


def test_that_nothing_arrives_is_told_before_all_that_came_earlier() -> None:
    """At 80 columns the rest would leave it no room."""
    told = board.Board()
    told.hear(orders.Timer(clock.rfc3339_micro(clock.now()), "lesson 1, step 3"), "1")
    told.hear(orders.Say("a", "b"), "1")
    told.hear(orders.Poll("p", "q", ()), "1")
    for lang, words in (("en", "offline, 12 kept"), ("ko", "오프라인, 12건 보관")):
        assert words in _drawn(78, told, consent.Consent(), lang, Away)


def test_the_way_to_end_it_is_told_whoever_watches() -> None:
    """Two of long names, one of whom may type, at 80 columns."""
    told, allowed = board.Board(), consent.Consent()
    for desk, by in (("desk-1", "instructor-kim"), ("desk-2", "instructor-lee")):
        for kind in ("watch", "type"):
            allowed.ask(orders.Ask(kind, by), desk, live=True)
            if allowed.asked:
                allowed.answer(allowed.asked, given=True)
    for lang in i18n.LANGUAGES:
        shown = _drawn(79, told, allowed, lang)
        assert texts.text(lang, "watched.end") in shown
        assert rich_cells.cell_len(shown) <= 79


def test_an_answer_needs_an_option_of_the_open_question() -> None:
    """Another question forgets the answer to the one before."""
    told = board.Board()
    assert told.choose("a") == []
    poll = orders.Poll("p", "?", (orders.Option("a", "A"),))
    told.hear(poll, "1")
    assert told.choose("b") == []
    assert told.choose("a") == [reports.Answered("p", "a")]
    told.hear(orders.PollShown("other", ()), "2")
    assert told.open_poll is poll
    told.hear(orders.PollShown("p", (("a", 1),)), "3")
    assert told.choose("a") == []
    told.hear(orders.Poll("q", "?", ()), "4")
    assert (told.answer, told.result) == ("", None)


def test_answers_to_an_earlier_question_are_shown_with_it() -> None:
    """But never in place of a question that the learner has not answered yet."""
    told = board.Board()
    first, second = (orders.Poll(one, "?", (orders.Option("a", "A"),)) for one in "pq")
    told.hear(first, "1")
    told.choose("a")
    told.hear(second, "2")
    assert told.answer == ""
    told.hear(orders.PollShown("p", (("a", 1),)), "3")
    assert told.open_poll is second
    told.choose("a")
    told.hear(orders.PollShown("p", (("a", 2),)), "4")
    assert told.poll is first
    assert told.answer == "a"
    told.hear(orders.PollShown("q", (("a", 1),)), "5")
    assert told.poll is second


def test_the_walk_goes_on_without_who_left_until_it_ends() -> None:
    """A new walk takes everybody along again."""
    told = board.Board()
    assert told.toggle_follow() is None
    told.hear(orders.Follow(True, "l", "1"), "1")
    assert told.toggle_follow() is False
    told.hear(orders.Follow(True, "l", "2"), "2")
    assert told.leading is None
    told.hear(orders.Follow(False), "3")
    told.hear(orders.Follow(True, "l", "3"), "4")
    assert told.leading == orders.Follow(True, "l", "3")


@pytest.mark.parametrize(("seconds", "shown"), [(59.9, "00:59"), (600, "10:00"), (3723, "1:02:03")])
def test_a_clock_is_read_at_a_glance(seconds: float, shown: str) -> None:
    """Minutes and seconds."""
    assert line.clock(seconds) == shown


def test_a_frame_keeps_colours_and_drops_what_is_blank() -> None:
    """As few sequences as the styles need."""
    red = cells.Style(fg=1, bold=True)
    rows = [
        (cells.Run("a", cells.PLAIN), cells.Run("b", red), cells.Run("   ", cells.PLAIN)),
        (cells.Run(" " * 80, cells.PLAIN),),
        (cells.Run("x", cells.Style(fg=(1, 2, 3), bg=200)), cells.Run("y", cells.Style(fg=9))),
    ]
    assert frames.made("k8s-m", rows, 80) == reports.Frame(
        "k8s-m",
        3,
        80,
        ("a\x1b[1;31mb\x1b[0m", "", "\x1b[38;2;1;2;3;48;5;200mx\x1b[0m\x1b[91my\x1b[0m"),
    )


@pytest.mark.parametrize("letter", ["한", '"'])
@pytest.mark.parametrize(("rows", "cols"), [(50, 400), (200, 300), (499, 1000)])
def test_every_frame_fits_into_a_message(rows: int, cols: int, letter: str) -> None:
    """However wide the screen and however colourful: the newest lines stay."""
    colourful = tuple(
        cells.Run(letter, cells.Style(fg=(n % 256, 1, 2), bg=(3, n % 256, 4))) for n in range(cols)
    )
    frame = frames.made("k8s-m", [colourful] * rows, cols)
    assert len(wire.encode(frame, wire.Envelope(1, "2026", "x" * 16))) <= wire.LIMIT
    assert frame.lines[-1].count(letter) == cols
