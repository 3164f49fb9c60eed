"""A lesson takes 15 to 40 minutes alone, or has places to pause that make such parts of it; the notes say how long."""

import itertools
import re
from collections.abc import Iterator

import pytest

from tests.lessons import times
from tutor.base import paths
from tutor.course import loader, model

PAUSE = {"en": "good place for a break", "ko": "쉬어 가기 좋습니다"}
ALONE = {"en": re.compile(r"Alone about (\d+) minutes"), "ko": re.compile(r"혼자서는 약 (\d+)분")}
CLASS = {
    "en": re.compile(r"in a\s+class with\s+discussion (\d+)"),
    "ko": re.compile(r"토론을\s+곁들인\s+수업은 (\d+)분"),
}
SHORTEST = 15

LESSONS = loader.load(paths.bundle()).lessons


def parts(lesson: model.Lesson, lang: str) -> Iterator[list[model.Step]]:
    """The steps as far as each pause."""
    part: list[model.Step] = []
    for step in times.usual(lesson):
        part.append(step)
        if PAUSE[lang] in step.prose[lang]:
            yield part
            part = []
    yield part


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_no_part_is_too_long(lesson: model.Lesson) -> None:
    """Nor too short to sit down for; both languages pause in the same place."""
    for lang in PAUSE:
        found = [times.of_steps(part, lang).minutes for part in parts(lesson, lang)]
        assert all(SHORTEST <= minutes <= times.LONGEST for minutes in found), found
    ends = [[part[-1].id for part in parts(lesson, lang)] for lang in PAUSE]
    assert ends[0] == ends[1]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_notes_say_how_long_it_takes(lesson: model.Lesson) -> None:
    """The estimate, to five minutes; a class takes longer."""
    said = {}
    for lang in PAUSE:
        notes = (lesson.folder / f"notes.{lang}.md").read_text(encoding="utf-8")
        alone, taught = ALONE[lang].search(notes), CLASS[lang].search(notes)
        assert alone
        assert taught
        said[lang] = int(alone[1]), int(taught[1])
        assert abs(times.of_lesson(lesson, lang).minutes - said[lang][0]) <= 2.5
        assert said[lang][0] < said[lang][1]
    assert said["en"] == said["ko"]


def test_what_is_read_and_what_is_not() -> None:
    """Words in English, syllables in Korean; a drawing has its own time."""
    assert times.reading("one two, three-four `kubectl get`", "en") == pytest.approx(5 / times.PACE["en"])
    assert times.reading("노드 IP", "ko") == pytest.approx(5 / times.PACE["ko"])
    assert times.reading("```text\nmany words here\n```\n", "en") == times.PICTURE


def test_the_table_has_every_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    """Its sums are those of its steps."""
    times.main()
    shown = capsys.readouterr().out
    assert all(lesson.id in shown for lesson in LESSONS)
    first, second = itertools.islice(times.usual(LESSONS[0]), 2)
    both = times.of_steps([first, second], "en").minutes
    assert both == pytest.approx(times.of_step(first, "en").minutes + times.of_step(second, "en").minutes)
