"""The bundled course is in order, and holds what the tutorial that it grew from holds."""

import re
from pathlib import Path

import pytest

from tests.checks import worlds
from tests.seed import rows, table
from tutor.authoring import lint, prove
from tutor.course import loader

ROOT = Path(__file__).parents[2]
LEFTOVER = ROOT / "tests" / "proofcourse"
"""A course with a step for each check that no lesson uses."""

FREE = {"2.10"}
"""Rows that the tutorial leaves to the reader: "the same names with dig, drill and kdig"."""


@pytest.mark.parametrize("root", [ROOT, LEFTOVER], ids=lambda root: root.name)
def test_the_linter_is_silent(root: Path) -> None:
    """Nothing in the bundle has to be mended, nor in the course beside it."""
    assert lint.report(lint.lint(root), root) == "The course is in order."


def test_both_languages_are_there() -> None:
    """English first, then Korean; and no prose was left in English."""
    course = loader.load(ROOT)
    assert course.languages[:2] == ("en", "ko")
    for lesson in course.lessons:
        for step in lesson.steps:
            assert re.search("[가-힣]{2}", step.prose["ko"]), step.id
            assert re.search("[가-힣]{2}", step.title["ko"]), step.id


@pytest.mark.parametrize("row", [row for row in table.ROWS if row.id not in FREE], ids=lambda row: row.id)
def test_every_command_of_the_tutorial_is_in_a_lesson(row: rows.Row) -> None:
    """Verbatim and on its host; where the tutorial says "a node", on one of them."""
    hosts: dict[str, set[str]] = {}
    for lesson in loader.load(ROOT).lessons:
        for step in lesson.steps:
            for command in step.commands:
                hosts.setdefault(command.text, set()).add(command.host)
                for line in command.keys:
                    hosts.setdefault(line, set()).add(command.host)
    nodes = {"k8s-m", "k8s-w1", "k8s-w2"}
    for wanted in row.commands:
        found = hosts.get(wanted.replace(" assets/", " ~/assets/"), set())
        assert found, wanted
        own = {row.host} if row.host in ("k8s-rtr", "k8s-pc") else nodes | {"pod/netdebug"}
        assert found & own, wanted


@pytest.mark.parametrize("root", [ROOT, LEFTOVER], ids=lambda root: root.name)
def test_every_use_of_a_check_is_proved(root: Path) -> None:
    """Each lesson ships right and wrong variants for every check, and races or why there are none."""
    for source in loader.read(root).sources:
        trials = prove.read(root, source)
        assert {item.step for item in trials} == {step.id for step in source.steps if step.checks}


def test_every_check_is_proved() -> None:
    """A lesson uses it, or else the course of those that are left over, and that has no others."""
    used, left = (
        {use.name for lesson in loader.load(root).lessons for step in lesson.steps for use in step.checks}
        for root in (ROOT, LEFTOVER)
    )
    assert used | left == set(worlds.CHECKS.checks)
    assert used & left == set()


def test_every_plugin_of_the_corefile_is_explained() -> None:
    """What the Corefile of kubeadm switches on is said in both languages."""
    lesson = loader.load(ROOT).lesson("1")
    assert lesson is not None
    prose = next(step.prose for step in lesson.steps if step.id == "corefile")
    plugins = (
        "errors health lameduck ready kubernetes pods fallthrough ttl prometheus forward max_concurrent cache"
    )
    for plugin in f"{plugins} loop reload loadbalance".split():
        for lang in ("en", "ko"):
            assert f"`{plugin}" in prose[lang] or f"{{ {plugin}" in prose[lang], (lang, plugin)
