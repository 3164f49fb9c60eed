"""What lessons/AUTHORING.md says of checks is so: each is there, takes what it is said to take, and judges as shown."""

import re
from pathlib import Path

import pytest

from tests.checks import worlds
from tests.lessons import examples
from tutor.authoring import lint, rules, schema
from tutor.checkapi import discovery
from tutor.course import loader

EXAMPLES = examples.read()
HEADING = re.compile(r"^### `([a-z_.]+)`$", re.MULTILINE)
COMMAND = re.compile(r"(kubectl|dig|nslookup|ping|arping|curl|tcpdump|ip|vtysh) .*[^.?!]")
TAKES = re.compile(r"^### `([a-z_.]+)`\n(?:(?!###).*\n)*?Takes: `(.*)`\.$", re.MULTILINE)


def test_every_check_is_documented() -> None:
    """Once, and no other is."""
    found = HEADING.findall(examples.PAGE.read_text(encoding="utf-8"))
    assert sorted(found) == sorted(worlds.CHECKS.checks)


def test_every_check_has_an_example_of_either_verdict() -> None:
    """One that passes and one that does not."""
    for name in worlds.CHECKS.checks:
        outcomes = {example.says["passed"] for example in EXAMPLES if example.check == name}
        assert outcomes == {True, False}, name


def test_arguments_are_as_documented() -> None:
    """The line `Takes:` is the check's signature."""
    said = dict(TAKES.findall(examples.PAGE.read_text(encoding="utf-8")))
    assert said == {name: rules.signature(check) for name, check in worlds.CHECKS.checks.items()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.check}-{one.line}")
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_examples_come_out_as_shown(example: examples.Example, lang: str) -> None:
    """The verdict, and what was seen; in both languages. What to try next is a sentence, not a bare command."""
    assert worlds.check(example.check).misfits(example.args) == []
    found = example.judge(lang)
    assert found.passed is example.says["passed"], found
    assert lang != "en" or str(example.says["seen"]) in found.seen, found
    assert found.passed or not COMMAND.fullmatch(found.next), found
    assert "credit" not in example.says or found.credit == pytest.approx(example.says["credit"], abs=0.01)


NAMED = re.compile(r"^```(?:yaml|markdown) (\S+\.(?:yaml|md))\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_lesson_of_the_page_lints_clean(tmp_path: Path) -> None:
    """Its files as they stand there, in a folder of their own; and what is to be proved is well formed."""
    folder = tmp_path / "lessons" / "01-example"
    folder.mkdir(parents=True)
    files = dict(NAMED.findall(examples.PAGE.read_text(encoding="utf-8")))
    assert sorted(files) == ["en.md", "ko.md", "lesson.yaml", "prove.yaml"]
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert lint.report(lint.lint(tmp_path), tmp_path) == "The course is in order."
    lesson = loader.load(tmp_path).lessons[0]
    assert lesson.steps[1].commands[0].beside


def test_the_check_of_the_page_runs(tmp_path: Path) -> None:
    """It is found by its file, and judges a Deployment."""
    found = PYTHON.findall(examples.PAGE.read_text(encoding="utf-8"))
    (tmp_path / "mine.py").write_text(found[0], encoding="utf-8")
    check = discovery.discover([tmp_path], entry_points=False).checks["mine.replicas"]
    args = {"name": "coredns", "namespace": "kube-system"}
    seen = worlds.world().evidence()
    assert check(seen, **args, at_least=2).passed
    assert check(seen, **args, at_least=3).seen == "2 ready"


def test_every_key_of_a_lesson_is_told_of() -> None:
    """The page's table names all that the schema of lesson.yaml has."""
    whole = schema.lesson({})
    parts = (whole, whole["definitions"]["step"], whole["definitions"]["command"])
    known = {key for part in parts for key in part["properties"]} - {"steps", "checks", "run"}
    page = examples.PAGE.read_text(encoding="utf-8")
    told = page[page.index("### What a lesson may say") : page.index("### What makes a good one")]
    assert {key for key in known if f"`{key}" not in told} == set()
