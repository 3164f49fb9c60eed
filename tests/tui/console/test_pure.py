"""The console's pure parts: order, signs, rows, histogram, foreign words, colours of a watched terminal, QR code."""

import pytest

from tests.tui.console import room
from tutor.shell import cells
from tutor.tui.console import book, clean, histogram, pieces, ports, profile, qr, rows, sgr, signs
from tutor.workshop import orders


def _learner(id: str, state: ports.State, since: float = 0.0, name: str = "") -> ports.Learner:  # noqa: A002
    return ports.Learner(id, name or id, state, ("l", "s"), since)


@pytest.fixture
def known() -> book.Book:
    """Five learners."""
    made = book.Book()
    made.update(
        [
            _learner("a", "working", 5),
            _learner("b", "failing", 9),
            _learner("c", "failing", 3),
            _learner("d", "asking", 8, "Dora"),
            _learner("e", "away", 1),
        ]
    )
    return made


def _ids(one: book.Book) -> str:
    return "".join(learner.id for learner in one.shown)


def test_who_needs_help_comes_first_and_the_longest_stuck_before_others(known: book.Book) -> None:
    """Asking, failing, idle, working, done, away; then by time."""
    assert _ids(known) == "dcbae"


def test_the_cursor_stays_with_its_learner(known: book.Book) -> None:
    """Whoever is looked at stays under the cursor when the order changes."""
    known.move(2)
    assert known.current == "b"
    known.update([_learner("b", "done", 9)])
    assert known.current == "b"
    assert known.place == 3


def test_another_order_sorts_all_anew(known: book.Book) -> None:
    """Also who did not change since; who comes or changes then stands where that order has them."""
    known.next_order()
    assert _ids(known) == "abcde"  # by name
    known.update([_learner("f", "asking", 2, "Cleo")])
    assert _ids(known) == "abcfde"
    known.sort_by("need")
    assert _ids(known) == "fdcbae"


def test_search_and_filter_narrow_what_is_shown(known: book.Book) -> None:
    """By name whatever its case; by state; both are forgotten at once."""
    known.search = "dO"
    known.arrange()
    assert _ids(known) == "d"
    known.search = ""
    known.next_filter()
    assert known.only == "asking"
    known.clear()
    assert _ids(known) == "dcbae"


def test_marks_say_whom_a_message_goes_to(known: book.Book) -> None:
    """Without marks it goes to the one under the cursor."""
    known.move(0)
    assert known.addressed == ["d"]
    known.mark()
    known.move(1)
    known.mark()
    assert set(known.addressed) == {"c", "d"}
    known.mark_all()
    assert len(known.addressed) == 5
    known.mark_all()
    assert known.addressed == ["c"]
    known.mark()
    known.move(0)
    known.clear()
    assert (known.marked, known.addressed) == (set(), ["d"])


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\x07\x08b", "a\\x07\\x08b"),
        ("\u202egnirts\u2028\u200bx", "gnirtsx"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("[bold]no markup[/bold]", "[bold]no markup[/bold]"),
    ],
)
def test_words_of_others_steer_nothing(hostile: str, shown: str) -> None:
    """Control characters are shown, directions and line ends are left out."""
    assert clean.line(hostile) == shown


def _text(line: str) -> str:
    return "".join(run.text for run in sgr.runs(line))


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[2J", "\x1b[10;20H", "\x1b]0;title\x07", "\x1b]52;c;aGk=\x1b\\", "\x1bP+q\x1b\\", "\x1bc", "\x1b[?1049h",
     "\x1b]8;;https://x\x1b\\", "\x1b(0", "\x1b", "\x1b[38;5;1;2;3"],
)  # fmt: skip
def test_a_watched_line_keeps_letters_and_nothing_that_acts(sequence: str) -> None:
    """Every sequence but SGR is gone; no escape ever remains."""
    found = _text(f"ab{sequence}")
    assert found.startswith("ab")
    assert "\x1b" not in found


def test_a_watched_line_keeps_its_colours() -> None:
    """The sixteen, the 256, true colour, and what switches off again."""
    found = sgr.runs("\x1b[1;31ma\x1b[22;39mb\x1b[38;5;200;48;2;1;2;300mc\x1b[md\x1b[95;7me\x1b[38:2:9:8:7mf")
    assert found == (
        cells.Run("a", cells.Style(fg=1, bold=True)),
        cells.Run("b", cells.PLAIN),
        cells.Run("c", cells.Style(fg=200, bg=(1, 2, 255))),
        cells.Run("d", cells.PLAIN),
        cells.Run("e", cells.Style(fg=13, inverse=True)),
        cells.Run("f", cells.Style(fg=(9, 8, 7), inverse=True)),
    )


@pytest.mark.parametrize("cols", [80, 120, 200])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_row_fills_its_line_exactly(cols: int, lang: str) -> None:
    """Whatever the names are, columns stand under each other."""
    known = room.Room(200)
    places = rows.Places(known.course)
    for one in known.learners():
        made = rows.row(one, clean.line(one.name), places, cols, room.NOW, lang, cursor=False, marked=False)
        assert pieces.width(made) == cols


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_counts_of_the_largest_class_fit_the_smallest_screen(lang: str) -> None:
    """Five thousand learners at 80 columns."""
    counts: dict[ports.State, int] = dict.fromkeys(ports.STATES, 1250)
    assert pieces.width(rows.summary(counts, 80, lang)) <= 80


def test_signs_are_one_cell_and_all_different() -> None:
    """The sign tells the state without its colour."""
    for known in (signs.OF_STATE, signs.OF_STEP):
        texts = [sign.text for sign in known.values()]
        assert len(set(texts)) == len(texts)
        assert all(pieces.width([pieces.Piece(text)]) == 1 for text in texts)


@pytest.mark.parametrize(("seconds", "shown"), [(-3, "0:00"), (5, "0:05"), (754, "12:34"), (3725, "1:02h")])
def test_spans_are_short(seconds: float, shown: str) -> None:
    """Minutes and seconds, or hours and minutes."""
    assert signs.clock(seconds) == shown


def _tally(*, shown: bool) -> ports.Tally:
    poll = orders.Poll("p", "Which?", (orders.Option("a", "this"), orders.Option("b", "that")))
    return ports.Tally(poll, {"a": 3, "b": 1}, 6, "b", shown)


def test_a_poll_tells_the_answer_only_once_it_is_shown() -> None:
    """The class may see this screen."""
    open_, shown = (
        "\n".join(
            "".join(piece.text for piece in line) for line in histogram.drawn(_tally(shown=on), 60, "en")
        )
        for on in (False, True)
    )
    assert "✔" not in open_
    assert "4 of 6 have answered" in open_
    assert "3 · 75%" in open_
    assert "✔ 2 that" in shown


def test_the_time_on_a_step_is_the_same_above_and_below() -> None:
    """Both are of the same record; before there is one, since they came there."""
    known = room.Room()
    one = next(iter(known.known.values()))._replace(at=("01-coredns", "pods"), since=room.NOW - 104)
    places = rows.Places(known.course)
    record = ports.StepRecord(one.at, "todo", 78.0, 0, 0)
    found = ports.Detail(one, steps=(record,))
    assert "on this step 1:18" in str(profile.facts(found, places, room.NOW, "en"))
    assert "1:18" in str(profile.steps(found, places, "en"))
    assert "on this step 1:44" in str(profile.facts(ports.Detail(one), places, room.NOW, "en"))


def test_names_side_by_side_say_how_many_more_there_are() -> None:
    """As many as fit."""
    assert rows.names(["Ann", "Bob", "Cyd", "Dan"], 12) == "Ann, Bob +2"
    assert rows.names(["Ann", "Bob"], 12) == "Ann, Bob"


@pytest.mark.parametrize("large", [True, False])
def test_the_qr_code_is_drawn_module_by_module(large: bool) -> None:
    """Read back from the blocks, it is what the library made, with light around it."""
    found = qr.modules(room.CODE)
    drawn = qr.large(found) if large else qr.small(found)
    assert qr.size(found, large=large) == (len(drawn[0]), len(drawn))
    if large:
        back = [[line[at] == " " for at in range(0, len(line), 2)] for line in drawn]
    else:
        dark = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
        back = [[dark[one][part] for one in line] for line in drawn for part in (0, 1)][: len(found)]
    assert back == [list(row) for row in found]
    assert not any(any(row) for row in found[: qr.QUIET])


def test_what_is_not_done_yet_has_not_failed() -> None:
    """A learner on their way reads the same: to do, without a difference."""
    done = ports.Verdict("two pods", True)
    wrong = ports.Verdict("an address", False, "10.96.0.10", "none")
    found = ports.Detail(_learner("a", "working"), verdicts=[done, wrong, wrong._replace(todo=True)])
    lines = str(profile.verdicts(found, "en")).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["✔", "✘", "expected", "seen", "·"]
