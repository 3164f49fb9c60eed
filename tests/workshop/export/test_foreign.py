"""What a learner has made up spoils no report: it is left out and counted, and its letters steer nothing."""

import datetime
import json

import pytest

from tests.workshop import telling
from tests.workshop.export import test_export as usual
from tutor.workshop import board, reports, roster
from tutor.workshop.export import as_csv, as_html, as_json, known, report, texts


def _liar() -> roster.Roster:
    """Someone who tells of a thousand lessons, and of checks that a step does not have; after one who does not."""
    found = roster.Roster()
    told: list[object] = [telling.joined("Liar", total=2), reports.Entered("07", "one")]
    told += [reports.Entered(f"x{n}", "one") for n in range(1000)]
    told += [reports.Settled(f"x{n}", "one", "passed") for n in range(1000)]
    told += [reports.Entered("07", "no such step")]
    told += [telling.graded(telling.wrong("-", check="bgp.sessions"), telling.wrong("-", check="made.up"))]
    told += [telling.graded(telling.wrong("-", check=f"made.up{n}"), step="x") for n in range(5)]
    for n, body in enumerate(told, 1):
        found.fold("liar", telling.message(body, n, n))
    return found


def _made(lang: str = "en") -> report.Report:
    source = report.Source("net101", "Networking", _liar(), board.Board(), usual.COURSE)
    return report.make(source, telling.ZERO + 9_000, lang)


def test_steps_that_the_course_does_not_know_are_left_out_and_counted() -> None:
    """Of the grid, of the tables, of what was passed, and of what failed."""
    found = _made()
    assert [step.key for step in found.steps] == [("07", "one"), ("07", "two")]
    (liar,) = found.learners
    assert (liar.passed, list(liar.steps)) == (0, [("07", "one")])
    assert [(one.key, one.check) for one in found.checks] == [(("07", "one"), "bgp.sessions")]
    assert found.unknown == known.Unknown(steps=1002, checks=1)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_form_without_columns_is_honest_about_it(lang: str) -> None:
    """The page is as wide as the course, and says what it leaves out."""
    found = _made(lang)
    page = as_html.render(found, lang, datetime.UTC)
    assert page.count('<th class="c') == 2
    assert texts.said(lang, "unknown", steps=1002, checks=1) in page
    of = json.loads(as_json.render(found))["class"]
    assert (of["unknown_steps"], of["unknown_checks"]) == (1002, 1)
    assert "x1" not in as_csv.render(found, "progress")


def test_where_all_is_of_the_course_nothing_is_said_of_it() -> None:
    """Most classes are honest."""
    found = usual.made()
    assert found.unknown == known.Unknown(0, 0)
    assert "Not of this course" not in as_html.render(found, "en", datetime.UTC)


def test_what_a_check_is_called_is_the_courses_word() -> None:
    """Not a learner's: the least of theirs would be the title for all."""
    lied = roster.Roster()
    verdict = reports.Verdict("bgp.sessions", "!!! call 555", False, "a", "b")
    lied.fold("liar", telling.message(telling.graded(verdict), 1))
    made = report.make(report.Source("net101", "", lied, board.Board(), usual.COURSE), telling.ZERO, "ko")
    assert [one.title for one in made.checks] == ["BGP 세션"]


@pytest.mark.parametrize("char", ["\x1b", "\x7f", "\x80", "\x9b", "\x9d", "\x9f", "\ud800"])
def test_no_form_holds_what_a_terminal_obeys(char: str) -> None:
    """As U+009B, which begins a sequence like ESC [; JSON reads as what it was."""
    name = f"a{char}31mb"
    found = usual.made(ann=name)
    forms = [as_html.render(found, "en", datetime.UTC), as_json.render(found)]
    forms += [as_csv.render(found, table) for table in as_csv.TABLES]
    for form in forms:
        assert char not in form
        form.encode()
    assert json.loads(forms[1])["learners"][0]["name"] == name
