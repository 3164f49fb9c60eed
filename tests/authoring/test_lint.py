"""The linter finds each fault of a course, names its place, and is silent on a good one."""

from pathlib import Path

import pytest

from tests.authoring import test_prove
from tests.course import toy
from tutor.authoring import lint, variants
from tutor.checkapi import declare, evidence, verdict


@declare.check("toy.ran")
def ran(seen: evidence.Evidence, *, program: str, times: int = 1) -> verdict.Verdict:
    """Never called: only its signature counts here."""
    raise NotImplementedError


CHECKS = {"toy.ran": ran}


def problems(root: Path) -> list[tuple[str, int, str]]:
    """File name, line and text of every problem."""
    return [(problem.file.name, problem.line, problem.what) for problem in lint.examine(root, CHECKS)]


def test_a_good_course_is_silent(tmp_path: Path) -> None:
    """The toy course has nothing to mend."""
    toy.write(tmp_path)
    assert problems(tmp_path) == []
    assert lint.report([], tmp_path) == "The course is in order."


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("toy.ran", "toy.rand", 9, "no check 'toy.rand'"),
        ("{program: kubectl}", "{program: 7}", 9, "program must be str, not 7"),
        ("{program: kubectl}", "{program: a, often: 2}", 9, "takes no argument 'often'"),
        ("{program: kubectl}", "{times: 2}", 9, "needs the argument 'program'"),
        (", ko: 실행했습니다", "", 9, "no title in 'ko'"),
        ("host: k8s-m", "host: k8s-x", 5, "no host 'k8s-x'"),
        ("host: k8s-w1", "host: ''", 13, "non-empty text"),
        ("predict: b", "predict: z", 3, "'z' is not among the options"),
        ("    predict: b\n", "", 4, "no answer to"),
        ("  - id: think\n", "  - id: think\n    predict: a\n", 31, "nothing is asked"),
        ("  - id: think\n", "", 31, "belongs to no step"),
        ("  - id: think\n", "  - id: more\n  - id: think\n", 1, "'more' has no prose"),
    ],
)
def test_faults_of_the_structure(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    """Each fault in lesson.yaml, or between it and the prose, is found at its line."""
    assert old in toy.LESSON
    toy.write(tmp_path, lesson=toy.LESSON.replace(old, new, 1))
    found = problems(tmp_path)
    assert any(what in text for _, _, text in found), found
    if what.startswith(("no check", "program", "takes", "needs", "no title", "no host", "'z'")):
        assert line in [number for _, number, text in found if what in text]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("# 장난감\n", "", "the lesson has no title"),
        ("짧습니다.", "", "no introduction"),
        ("## 보기", "", "'look' has no title"),
        ("2. 전부\n", "", "1 hints in 'ko' and 2 in 'en'"),
        ("1. 귀띔\n2. 전부\n", "", "has checks and no hint"),
        ("- (b) 둘", "- (c) 둘", "offers the options a, c in 'ko' and a, b in 'en'"),
        ("- (b) 둘", "", "leaves no choice"),
        ("몇 개일까요?", "", "options but no question"),
        ("<!-- step: think -->\n", "", "'think' has no prose here"),
        ("글.\n", "[여기](other.md)\n", "leads to no file: other.md"),
        ("글.\n", "[여기](#there)\n", "leads to no heading: #there"),
        ("글.\n", "![그림](../../../x.png)\n", "leaves the course"),
        ("글.\n", "[여기](javascript:alert(1))\n", "not opened"),
    ],
)
def test_faults_of_the_prose(tmp_path: Path, old: str, new: str, what: str) -> None:
    """Each fault of one language is found in its file."""
    assert old in toy.PROSE["ko"]
    toy.write(tmp_path, ko=toy.PROSE["ko"].replace(old, new, 1))
    assert any(what in text and name == "ko.md" for name, _, text in problems(tmp_path)), problems(tmp_path)


def test_a_missing_translation_is_one_problem(tmp_path: Path) -> None:
    """A declared language without a file is named once, not once a step."""
    home = toy.write(tmp_path)
    (home / "ko.md").unlink()
    (tmp_path / "course.yaml").write_text("languages: [en, ko]\n")
    assert problems(tmp_path) == [("ko.md", 0, "the lesson is not written in 'ko'")]


def test_a_command_without_host_is_one_problem(tmp_path: Path) -> None:
    """The check that would take its host from the command is not a second one."""
    toy.write(tmp_path, lesson=toy.LESSON.replace("        host: k8s-m\n", ""))
    assert problems(tmp_path) == [("lesson.yaml", 5, "the command has no 'host'")]


def test_a_check_without_commands_needs_a_host(tmp_path: Path) -> None:
    """There is nowhere to take it from."""
    lesson = toy.LESSON.replace(
        "    commands:\n      - run: kubectl get nodes\n        host: k8s-m\n        timeout: 5\n", ""
    )
    toy.write(tmp_path, lesson=lesson)
    assert problems(tmp_path) == [("lesson.yaml", 5, "the check has no host to look from")]


def test_links_in_code_are_not_links(tmp_path: Path) -> None:
    """A link between backticks is an example."""
    toy.write(tmp_path, en=toy.PROSE["en"].replace("Prose", "`[x](y)` Prose"))
    assert problems(tmp_path) == []


def test_the_report_names_place_and_mend(tmp_path: Path) -> None:
    """A problem is printed as file:line, what, and the mend."""
    toy.write(tmp_path, lesson=toy.LESSON.replace("toy.ran", "toy.rand"))
    text = lint.report(lint.examine(tmp_path, CHECKS), tmp_path)
    assert text.startswith(
        "lessons/01-toy/lesson.yaml:9: there is no check 'toy.rand'\n  mend: use one of: toy.ran"
    )
    assert text.endswith("1 problem.")


def test_variants_name_hosts_that_exist(tmp_path: Path) -> None:
    """Those of trials, of races, and of what is done between them."""
    home = toy.write(tmp_path)
    text = test_prove.PROVE.replace("{run: bad 1, host: k8s-m}", "{run: bad 1, host: k8s-x}")
    text = text.replace("{run: restart, host: k8s-m}", "{run: restart, host: k8s-y}")
    (home / variants.FILE).write_text(text.replace("{run: undo, host: k8s-m}", "{run: undo, host: k8s-z}"))
    found = [what for name, _, what in problems(tmp_path) if name == variants.FILE]
    assert found == ["there is no host 'k8s-z'", "there is no host 'k8s-x'", "there is no host 'k8s-y'"]
