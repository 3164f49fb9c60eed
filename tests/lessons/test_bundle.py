"""The bundled course is in order, and holds what the tutorial that it grew from holds."""

import re
from pathlib import Path

import pytest

from tutor.authoring import lint, prove
from tutor.course import loader

ROOT = Path(__file__).parents[2]

COREDNS = (
    "kubectl get deployments.apps -n kube-system",
    "kubectl get pod -n kube-system -o wide -l k8s-app=kube-dns",
    "kubectl get svc -n kube-system kube-dns",
    "kubectl describe configmaps -n kube-system coredns",
    "COREDNSPOD1=$(kubectl get pod -n kube-system -l k8s-app=kube-dns -o jsonpath='{.items[0].status.podIP}')",
    "echo $COREDNSPOD1",
    "curl $COREDNSPOD1:8080/health; echo",
    "curl $COREDNSPOD1:8181/ready; echo",
)
"""The commands of the first part, as learners of the tutorial know them."""


def test_the_linter_is_silent() -> None:
    """Nothing in the bundle has to be mended."""
    assert lint.report(lint.lint(ROOT), ROOT) == "The course is in order."


def test_both_languages_are_there() -> None:
    """English first, then Korean; and no prose was left in English."""
    course = loader.load(ROOT)
    assert course.languages[:2] == ("en", "ko")
    for lesson in course.lessons:
        for step in lesson.steps:
            assert re.search("[가-힣]{2}", step.prose["ko"]), step.id
            assert re.search("[가-힣]{2}", step.title["ko"]), step.id


@pytest.mark.parametrize("command", COREDNS)
def test_the_first_lesson_keeps_the_commands(command: str) -> None:
    """Each stands in the lesson verbatim, on k8s-m."""
    lesson = loader.load(ROOT).lesson("01-coredns")
    assert lesson is not None
    assert (command, "k8s-m") in {(each.text, each.host) for step in lesson.steps for each in step.commands}


def test_every_check_is_proved() -> None:
    """Each lesson ships right and wrong variants for every check."""
    for source in loader.read(ROOT).sources:
        trials = prove.read(ROOT, source)
        assert {item.step for item in trials} == {step.id for step in source.steps if step.checks}


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
