"""The schemas for editors accept what the loader and the linter accept, and refuse what these refuse."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest

from tests.course import toy
from tests.course.test_loader import BROKEN_SHAPES
from tutor.authoring import lint, new, schema, variants
from tutor.checkapi import declare, discovery, evidence, verdict
from tutor.cli import main
from tutor.course import loader, structure, yamlfile

BUNDLE = Path(__file__).parents[2]
TOYS = BUNDLE / "tests" / "toycourse"


@declare.check("toy.ran")
def ran(
    seen: evidence.Evidence,
    *,
    program: str,
    times: int = 1,
    within: float | None = None,
    ports: list[int] | None = None,
    labels: dict[str, str] | None = None,
    how: Literal["udp", "tcp"] = "udp",
    anything: Any = None,
) -> verdict.Verdict:
    """The program ran."""
    return verdict.Verdict(True, program, str((times, within, ports, labels, how, anything)))


CHECKS = {"toy.ran": ran}


def complaints(kind: str, text: str, checks: Mapping[str, declare.Check] = CHECKS) -> list[str]:
    """What the schema has against a file of that kind."""
    known = {"lesson": schema.lesson(checks), "prove": schema.prove(), "course": schema.course()}[kind]
    jsonschema.Draft7Validator.check_schema(known)
    content = yamlfile.parse(text, Path("x.yaml")).plain()
    return [error.message for error in jsonschema.Draft7Validator(known).iter_errors(content)]


@pytest.mark.parametrize("root", [BUNDLE, TOYS], ids=["bundle", "toys"])
def test_every_lesson_that_is_in_order_is_valid(root: Path) -> None:
    """Those of the bundle and of the toy course, with the checks that each course has."""
    checks = discovery.discover(discovery.folders(root)).checks
    wrong = {problem.file for problem in lint.lint(root)}
    for source in loader.read(root).sources:
        for kind in ("lesson", "prove"):
            file = source.folder / f"{kind}.yaml"
            if file.exists() and file not in wrong:
                assert complaints(kind, file.read_text(), checks) == [], file


@pytest.mark.parametrize(("lesson", "line", "what"), BROKEN_SHAPES)
def test_what_the_loader_refuses_for_its_shape_is_refused(
    tmp_path: Path, lesson: str, line: int, what: str
) -> None:
    """The same broken files as the loader's own test has."""
    assert complaints("lesson", lesson)
    toy.write(tmp_path, lesson=lesson)
    assert loader.read(tmp_path).problems


@pytest.mark.parametrize(
    ("arguments", "good"),
    [
        ("{program: kubectl}", True),
        ("{program: a, times: 2, within: 3, ports: [1], labels: {a: b}, how: tcp, anything: [1, {}]}", True),
        ("{program: a, within: 0.5}", True),
        ("{program: 7}", False),
        ("{times: 2}", False),
        ("{program: a, often: 2}", False),
        ("{program: a, times: 1.5}", False),
        ("{program: a, times: true}", False),
        ("{program: a, ports: ['1']}", False),
        ("{program: a, labels: {a: 1}}", False),
        ("{program: a, how: icmp}", False),
    ],
)
def test_arguments_are_judged_as_the_linter_judges_them(tmp_path: Path, arguments: str, good: bool) -> None:
    """By the signature of the check."""
    text = toy.LESSON.replace("{program: kubectl}", arguments)
    assert (complaints("lesson", text) == []) is good
    toy.write(tmp_path, lesson=text)
    assert (lint.examine(tmp_path, CHECKS) == []) is good


@pytest.mark.parametrize(
    ("old", "new_"),
    [
        ("toy.ran", "toy.rand"),
        ("host: k8s-m", "host: k8s-x"),
        ("        title: {en: It ran, ko: 실행했습니다}\n", ""),
        ("        with: {program: kubectl}\n", ""),
        ("timeout: 5", "until: x"),
        ("timeout: 5", "keys: [x]"),
        ("  - id: think", "  - id: think\n    needs: [windows]"),
    ],
)
def test_what_the_linter_refuses_is_refused(tmp_path: Path, old: str, new_: str) -> None:
    """Names that nobody knows, and what belongs together."""
    assert old in toy.LESSON
    text = toy.LESSON.replace(old, new_, 1)
    assert complaints("lesson", text)
    toy.write(tmp_path, lesson=text)
    assert lint.examine(tmp_path, CHECKS)


def test_the_keys_are_those_that_the_loader_knows() -> None:
    """A key that the loader learns has to be taught here as well: it names all that it knows for an unknown one."""
    known = schema.lesson(CHECKS)
    parts = {
        "{wat: 1}": known,
        "steps: [{id: a, wat: 1}]": known["definitions"]["step"],
        "steps: [{id: a, commands: [{run: a, host: k8s-m, wat: 1}]}]": known["definitions"]["command"],
        "steps: [{id: a, checks: [{check: a, wat: 1}]}]": known["definitions"]["check"],
    }
    for text, part in parts.items():
        problems: list[Any] = []
        structure.parse(text, Path("x.yaml"), problems)
        told = next(problem.todo for problem in problems if "'wat'" in problem.what)
        assert set(told.rpartition(": ")[2].split(", ")) == set(part["properties"]), text


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (new.PROVE.replace("  nodes:", "  a:"), True),
        ("steps: {a: {right: [{about: x, commands: []}]}}", False),
        ("steps: {a: {right: [{about: x}, {about: y, fails: [z]}]}}", False),
        ("steps: {a: {right: [{about: x}, {about: y}], races: [{about: z}]}}", False),
        ("steps: {a: {right: [{about: x}, {about: y}], wat: 1}}", False),
        ("steps: {a: {right: [{about: x}, {about: y, answer: z, late: true}], unraced: because}}", True),
        ("steps: {a: {right: [{about: x}, {about: y, late: perhaps}]}}", False),
        ("steps: {a: {right: [{about: x}, {about: y}], unraced: ''}}", False),
    ],
)
def test_prove_files(text: str, good: bool) -> None:
    """As `variants` reads them."""
    assert (complaints("prove", text) == []) is good
    problems: list[Any] = []
    steps = structure.parse("steps: [{id: a}]", Path("lesson.yaml"), problems).steps
    variants.parse(text, Path("prove.yaml"), steps, problems)
    assert (problems == []) is good


def test_course_files() -> None:
    """Title and languages."""
    assert complaints("course", new.COURSE) == []
    assert complaints("course", "languages: [english]\n")
    assert complaints("course", "name: x\n")


def test_a_new_course_has_its_schemas_beside(tmp_path: Path) -> None:
    """The first line of each file leads to one that is there and has nothing against it."""
    for file in new.course(tmp_path):
        if file.suffix != ".yaml":
            continue
        text = file.read_text()
        beside = file.parent / text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
        found = json.loads(beside.read_text())
        jsonschema.validate(yamlfile.parse(text, file).plain(), found, jsonschema.Draft7Validator)
        assert beside.stem == file.stem


def test_the_verb_prints_or_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the checks of the course that is named."""
    assert main.main(["course", "schema", "lesson", "--course", str(TOYS)]) == 0
    assert "toy.hangs" in json.dumps(json.loads(capsys.readouterr().out))
    assert main.main(["course", "schema", "--write", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(schema.KINDS)
    assert "kubectl.shown" in (tmp_path / schema.FOLDER / "lesson.json").read_text()
