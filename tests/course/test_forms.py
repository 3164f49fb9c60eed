"""Lessons that go in several forms."""

from pathlib import Path

import pytest

from tests.course import toy
from tutor.base import errors
from tutor.course import loader, model

FORMED = """\
forms:
  metallb-crd: {en: resources, ko: 리소스}
  metallb-configmap: {en: a ConfigMap, ko: 컨피그맵}
steps:
  - id: look
    form: metallb-configmap
    predict: b
    commands: [{run: tail -f log, host: k8s-m, ready: begin, until: end, keys: [a, b]}]
    needs: [calico]
  - id: think
"""


def course(root: Path) -> model.Course:
    """The toy course in two forms."""
    toy.write(root, lesson=FORMED)
    return loader.load(root)


def test_a_step_of_one_form_is_in_no_other(tmp_path: Path) -> None:
    """Steps without a form are in all; the first form is the usual one."""
    whole = course(tmp_path)
    assert whole.forms == ("metallb-crd", "metallb-configmap")

    def steps(form: str) -> tuple[str, list[str]]:
        (lesson,) = whole.in_form(form).lessons
        return lesson.form, [step.id for step in lesson.steps]

    assert steps("metallb-configmap") == ("metallb-configmap", ["look", "think"])
    assert steps("metallb-crd") == ("metallb-crd", ["think"])
    assert steps("") == ("metallb-crd", ["think"])


def test_a_lesson_without_forms_stays_whole(tmp_path: Path) -> None:
    """Whatever is chosen for others."""
    toy.write(tmp_path)
    (lesson,) = loader.load(tmp_path).in_form("metallb-crd").lessons
    assert (lesson.form, len(lesson.steps)) == ("", 2)


def test_what_goes_on_beside_is_read(tmp_path: Path) -> None:
    """Its patterns and its lines."""
    (command,) = course(tmp_path).lessons[0].steps[0].commands
    assert (command.ready, command.until, command.keys, command.beside) == ("begin", "end", ("a", "b"), True)
    assert course(tmp_path).lessons[0].steps[0].needs == ("calico",)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("metallb-crd:", "helm:", "there is no form 'helm'"),
        ("form: metallb-configmap", "form: other", "no form 'other'"),
        ("form: metallb-configmap", "form: [other]", "no form"),
        ("  - id: think\n", "", "no step is in the form 'metallb-crd'"),
        ("[calico]", "[weave]", "nothing is known as 'weave'"),
        ("ready: begin, ", "", "nothing says when the command is ready"),
        ("ready: begin", "ready: '('", "'ready' is no pattern"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, before: str, after: str, what: str) -> None:
    """Each with the place where it stands."""
    toy.write(tmp_path, lesson=FORMED.replace(before, after))
    with pytest.raises(errors.CourseError, match=what.replace("(", r"\(")):
        loader.load(tmp_path)
