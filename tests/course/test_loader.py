"""A course is read as its files say, and what is wrong with a file is said with its line."""

import os
from pathlib import Path

import pytest

from tests.course import toy
from tutor.base import errors
from tutor.course import loader, model


def test_joins_structure_and_prose(tmp_path: Path) -> None:
    """A step has its commands, texts, hints and options from the three files."""
    toy.write(tmp_path)
    course = loader.load(tmp_path)
    assert course.languages == ("en", "ko")
    lesson = course.lessons[0]
    assert (lesson.id, lesson.number, lesson.hosts) == ("01-toy", 1, ("k8s-m",))
    assert lesson.title == {"en": "A toy", "ko": "장난감"}
    assert lesson.intro["en"] == "Short."
    step = lesson.steps[0]
    assert [command[:3] for command in step.commands] == [("kubectl get nodes", "k8s-m", 5.0)]
    assert step.solution == step.commands
    assert step.cleanup[0].host == "k8s-w1"
    assert step.title["ko"] == "보기"
    assert step.hints["en"] == ("A nudge\nover two lines.", "All of it.")
    assert step.checks[0].args == {"program": "kubectl"}
    assert step.checks[0].host == "k8s-m"
    assert step.prediction is not None
    assert step.prediction.answer == "b"
    assert [option.id for option in step.prediction.options] == ["a", "b"]
    assert step.prediction.options[1].text == {"en": "two, in all", "ko": "둘"}


def test_every_part_knows_its_line(tmp_path: Path) -> None:
    """Steps, commands and checks carry the file and line that they were read from."""
    home = toy.write(tmp_path)
    step = loader.load(tmp_path).lessons[0].steps[0]
    assert step.place == model.Place(home / "lesson.yaml", 2)
    assert step.commands[0].place.line == 5
    assert step.checks[0].place.line == 9


def test_an_anchor_in_a_code_block_is_code(tmp_path: Path) -> None:
    """A comment between fences stays part of the prose."""
    toy.write(tmp_path)
    assert "not-this" in loader.load(tmp_path).lessons[0].steps[0].prose["en"]


def test_lessons_are_found_by_id_and_by_number(tmp_path: Path) -> None:
    """`1`, `01` and the folder's name mean the same lesson."""
    toy.write(tmp_path)
    course = loader.load(tmp_path)
    assert course.lesson("1") is course.lesson("01") is course.lesson("01-toy") is course.lessons[0]
    assert course.lesson("2") is None
    first = course.lessons[0].steps[0]
    assert course.step("01-toy", first.id) is course.step("1", first.id) is first
    assert course.step("01-toy", "none") is course.step("2", first.id) is course.step("", "") is None


def test_a_missing_language_falls_back() -> None:
    """A text is said in another language rather than not at all."""
    assert model.said({"en": "Hello"}, "ko") == "Hello"
    assert model.said({"en": "Hello", "ko": "안녕하세요"}, "ko") == "안녕하세요"
    assert model.said({}, "ko") == ""


def test_course_file_names_languages_and_title(tmp_path: Path) -> None:
    """course.yaml decides the order of languages."""
    toy.write(tmp_path)
    (tmp_path / "course.yaml").write_text("languages: [ko, en]\ntitle: {en: Mine}\n")
    course = loader.load(tmp_path)
    assert course.languages == ("ko", "en")
    assert course.title == {"en": "Mine"}


BROKEN_SHAPES = (
    ("- 1\n", 1, "must be a mapping"),
    ("steps: []\n", 1, "no steps"),
    ("steps:\n  - commands: []\n", 2, "no 'id'"),
    ("steps:\n  - id: A b\n", 2, "cannot be an id"),
    ("steps:\n  - id: a\n    comands: []\n", 3, "no use for 'comands'"),
    ("steps:\n  - id: a\n    commands:\n      - run: ls\n", 4, "no 'host'"),
    ("steps:\n  - id: a\n    commands: ls\n", 3, "must be a list"),
    ("steps:\n  - id: a\n    commands:\n      - {run: ls, host: x, timeout: soon}\n", 4, "seconds"),
)
"""YAML that is no lesson: the text, the line and the words of the first problem."""


@pytest.mark.parametrize(
    ("lesson", "line", "what"),
    [
        *BROKEN_SHAPES,
        ("steps: [}", 1, "not YAML"),
        ("", 1, "empty"),
        ("steps: []\n---\nmore: 1\n", 2, "second document"),
        ("steps:\n  - id: a\n  - id: a\n", 3, "exists already in line 2"),
        ("steps:\n  - id: a\n    id: b\n", 3, "twice"),
        ("x: &a [1]\nsteps: *a\n", 2, "alias"),
        ("steps:\n  - id: !!python/object:os.system a\n", 2, "cannot be read"),
        ("steps:\n  - id: 2020-01-01\n", 2, "as a date"),
        pytest.param("steps: " + "[" * 400_000, 1, "levels of nesting", id="deep"),
    ],
)
def test_broken_structure_is_named_with_its_line(tmp_path: Path, lesson: str, line: int, what: str) -> None:
    """Whatever is wrong with lesson.yaml becomes a CourseError with a place and a mend."""
    home = toy.write(tmp_path, lesson=lesson)
    with pytest.raises(errors.CourseError, match=what) as caught:
        loader.load(tmp_path)
    assert caught.value.file == home / "lesson.yaml"
    assert caught.value.line in (line, 0)


def test_files_outside_the_course_are_refused(tmp_path: Path) -> None:
    """A link out of the course does not lead anywhere."""
    secret = tmp_path / "secret.md"
    secret.write_text("# mine")
    home = toy.write(tmp_path / "course")
    (home / "en.md").unlink()
    os.symlink(secret, home / "en.md")
    with pytest.raises(errors.CourseError, match="outside the course"):
        loader.load(tmp_path / "course")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(b"\xff\xfe", "not UTF-8", id="utf-16"),
        pytest.param(b"x" * 600_000, "larger than", id="huge"),
    ],
)
def test_unreadable_prose_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    """Wrong encodings and huge files are course errors, not tracebacks."""
    home = toy.write(tmp_path)
    (home / "ko.md").write_bytes(content)
    with pytest.raises(errors.CourseError, match=what):
        loader.load(tmp_path)


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    """No lessons is an error that names the command which makes one."""
    with pytest.raises(errors.CourseError, match="no lesson") as caught:
        loader.load(tmp_path)
    assert "course new" in caught.value.todo


def test_folders_that_are_no_lessons_are_named(tmp_path: Path) -> None:
    """A lesson folder without number, and a number used twice, are told of."""
    toy.write(tmp_path)
    toy.write(tmp_path, folder="toy")
    toy.write(tmp_path, folder="01-other")
    whats = [problem.what for problem in loader.read(tmp_path).problems]
    assert any("named NN-name" in what for what in whats)
    assert any("has this number already" in what for what in whats)


def test_a_broken_lesson_leaves_the_others(tmp_path: Path) -> None:
    """It is not offered, nor is what continues it; what is wrong stands beside the course, and names the lesson."""
    toy.write(tmp_path)
    toy.write(tmp_path, folder="02-bad", lesson="steps:\n  - id: look\n    wat: 1\n")
    toy.write(tmp_path, folder="03-after", lesson=f"continues: 02-bad\n{toy.LESSON}")
    toy.write(tmp_path, folder="04-unread", lesson="steps: [}")
    (tmp_path / "lessons" / "wat").mkdir()
    course = loader.load(tmp_path)
    assert [lesson.id for lesson in course.lessons] == ["01-toy"]
    assert {one.lesson for one in course.broken} == {"", "02-bad", "03-after", "04-unread"}
    trouble = course.trouble("2")
    assert trouble is not None
    assert (trouble.place.file.name, trouble.place.line) == ("lesson.yaml", 3)
    assert str(trouble.error()) == "the step has no use for 'wat'"
    assert course.trouble("01-toy") is course.trouble("9") is None


def test_code_without_an_end_is_named(tmp_path: Path) -> None:
    """It would swallow every step that follows."""
    toy.write(tmp_path, en=toy.PROSE["en"].replace("1. A nudge", "1. ```\n   A nudge\n   ```"))
    problems = loader.read(tmp_path).problems
    assert any("has no end" in problem.what for problem in problems)
