"""The state of objects is graded as it is now."""

from typing import Any

import pytest

from tests.checks import worlds
from tutor.checkapi import evidence

DEPLOYMENT = {"resource": "deploy", "namespace": "kube-system", "name": "coredns"}
CONFIG = {"resource": "cm", "namespace": "kube-system", "name": "coredns", "field": "data.Corefile"}


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("kubernetes.fields", {**DEPLOYMENT, "fields": {"spec.replicas": 2}}, True),
        ("kubernetes.fields", {**DEPLOYMENT, "fields": {"spec.replicas": 3}}, False),
        ("kubernetes.fields", {**DEPLOYMENT, "name": "other", "fields": {"spec.replicas": 2}}, False),
        ("kubernetes.condition", {"resource": "po", "condition": "Ready"}, True),
        ("kubernetes.condition", {**DEPLOYMENT, "condition": "Available"}, False),
        ("kubernetes.condition", {**DEPLOYMENT, "condition": "Available", "status": "False"}, True),
        ("kubernetes.condition", {"resource": "rs", "condition": "Ready"}, False),
        (
            "kubernetes.condition",
            {**DEPLOYMENT, "condition": "Available", "status": "False", "fields": {"spec.replicas": 2}},
            True,
        ),
        (
            "kubernetes.condition",
            {**DEPLOYMENT, "condition": "Available", "status": "False", "fields": {"spec.replicas": 3}},
            False,
        ),
        ("kubernetes.count", {"resource": "pods", "count": 2, "selector": "k8s-app=kube-dns"}, True),
        ("kubernetes.count", {"resource": "pods", "count": 1, "fields": {"spec.nodeName": "k8s-m"}}, True),
        ("kubernetes.count", {"resource": "pods", "count": 3}, False),
        ("kubernetes.text", {**CONFIG, "holds": ["^ *cache 30$"], "lacks": ["hosts"]}, True),
        ("kubernetes.text", {**CONFIG, "lacks": ["cache"]}, False),
        ("kubernetes.text", {**CONFIG, "holds": ["hosts"]}, False),
    ],
)
def test_state(name: str, args: dict[str, Any], expected: bool) -> None:
    """Fields, conditions, numbers and texts are those of the live objects."""
    assert worlds.verdicts(name, args).passed is expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [(worlds.COREFILE, True), (worlds.COREFILE.rstrip(), True), ("apiVersion: v1\n", False), (None, False)],
)
def test_a_saved_field_is_compared_with_the_live_one(kept: str | None, expected: bool) -> None:
    """The file on the host has to hold the field's text and nothing else."""
    args = {**CONFIG, "path": "~/corefile.before"}
    assert worlds.verdicts("kubernetes.saved", args, programs=Files(kept)).passed is expected


class Files(dict[str, evidence.Completed]):
    """Every program prints the one file there is, or fails."""

    def __init__(self, text: str | None) -> None:
        super().__init__()
        self._text = text

    def __contains__(self, line: object) -> bool:
        return True

    def __getitem__(self, line: str) -> evidence.Completed:
        return evidence.Completed(0 if self._text is not None else 1, self._text or "", "")


@pytest.mark.parametrize(
    ("args", "kept", "expected"),
    [
        ({"holds": ["^ *hosts"]}, "a\n  hosts {", True),
        ({"holds": ["hosts"]}, "a", False),
        ({"lacks": ["hosts"]}, "hosts", False),
        ({}, None, False),
    ],
)
def test_a_file_on_the_host(args: dict[str, Any], kept: str | None, expected: bool) -> None:
    """Patterns are looked for line by line."""
    found = worlds.verdicts("shell.file", {"path": "~/x", **args}, programs=Files(kept))
    assert found.passed is expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("ip -c link", 0, True),
        ("sudo ip link -c | grep cali", 0, True),
        ("ip -c link", 1, False),
        ("ip addr", 0, False),
        ("echo ip -c link", 0, False),
    ],
)
def test_a_program_that_was_run(text: str, code: int, expected: bool) -> None:
    """The program, all the words in any order, and a good end."""
    args = {"programs": ["ip"], "words": ["link", "-c"]}
    assert worlds.verdicts("shell.ran", args, (text, "", code)).passed is expected


@pytest.mark.parametrize(("answer", "expected"), [("a", True), ("b", False), (None, False)])
def test_a_choice(answer: str | None, expected: bool) -> None:
    """Only the right option passes."""
    seen = worlds.world().evidence(answer=answer)
    assert worlds.check("quiz.choice")(seen, answer="a").passed is expected
