"""A prediction is held against what is true; being wrong is no failure unless the lesson says so."""

from typing import Any

import pytest

from checks import prediction
from tutor.checkapi import evidence, testing

PODS = [
    {
        "kind": "Pod",
        "metadata": {"name": f"web-{n}", "namespace": "default", "labels": {"app": "web"}},
        "status": {"podIP": f"172.16.158.{n}"},
    }
    for n in (1, 2)
]
RANGES = {"nodes": "192.168.10.0/24", "services": "10.96.0.0/12", "pods": "172.16.0.0/16"}
WORLD = testing.World(
    objects=PODS, programs={"cat /proc/sys/net/ipv4/ip_forward": evidence.Completed(0, "1\n", "")}
)
ADDRESSES: dict[str, Any] = {
    "options": RANGES,
    "resource": "pods",
    "selector": "app=web",
    "field": "status.podIP",
}
NUMBER: dict[str, Any] = {"options": {"one": 1, "two": 2}, "resource": "pods"}
FORWARD: dict[str, Any] = {
    "options": {"on": 1, "off": 0},
    "program": ["cat", "/proc/sys/net/ipv4/ip_forward"],
}


@pytest.mark.parametrize(
    ("answer", "after", "before", "passed"),
    [
        ("a", 0, True, True),
        ("a", 0, False, True),
        ("a", 1, False, True),
        ("a", 1, True, False),
        (None, 0, True, False),
        (None, 3, False, False),
    ],
)
def test_made(answer: str | None, after: int, before: bool, passed: bool) -> None:
    """Whichever option, and before the first command if asked for."""
    seen = testing.World().evidence(testing.ran("ls"), answer=answer, answered_after=after)
    found = prediction.made(seen, before=before)
    assert found.passed is passed
    assert found.final is not passed


@pytest.mark.parametrize("args", [ADDRESSES, NUMBER, FORWARD], ids=["field", "count", "program"])
@pytest.mark.parametrize("required", [True, False])
def test_what_came_true_is_told(args: dict[str, Any], required: bool) -> None:
    """Right passes and says so; wrong says so as well, and fails only where it must not be."""
    right = {"field": "pods", "count": "two", "program": "on"}
    kind = "field" if args is ADDRESSES else "count" if args is NUMBER else "program"
    for option in args["options"]:
        found = prediction.agrees(WORLD.evidence(answer=option), **args, required=required)
        if option == right[kind]:
            assert found.passed
            assert found.seen.startswith("it came true: ")
        else:
            assert found.passed is not required
            assert found.seen.startswith("it came out otherwise")
            assert not required or not any(str(claim) in found.seen for claim in args["options"].values())


def test_no_prediction_and_no_fact() -> None:
    """Nothing chosen is final; a fact that is not there yet is waited for."""
    assert prediction.agrees(WORLD.evidence(), **NUMBER).final
    found = prediction.agrees(testing.World().evidence(answer="pods", lang="ko"), **ADDRESSES)
    assert (found.passed, found.final) == (False, False)


def test_options_that_do_not_part_the_world_are_a_fault() -> None:
    """A lesson whose options are all wrong, or both right, is at fault, not its learner."""
    with pytest.raises(ValueError, match="0 options are true"):
        prediction.agrees(WORLD.evidence(answer="a"), options={"a": 7, "b": 8}, resource="pods")
    with pytest.raises(ValueError, match="2 options are true"):
        prediction.agrees(WORLD.evidence(answer="a"), options={"a": 2, "b": [1, 2]}, resource="pods")


@pytest.mark.parametrize(
    ("claim", "fact", "true"),
    [
        ("x", "x", True),
        (2, "2", True),
        (["a", "b"], "b", True),
        (["a", "b"], "c", False),
        ("/^k8s-w[12]$/", "k8s-w1", True),
        ("/^k8s-w[12]$/", "k8s-m", False),
        ("10.96.0.0/12", "10.100.1.1", True),
        ("10.96.0.0/12", "10.112.0.1", False),
        ("10.96.0.0/12", "10.96.0.0/12", True),
        (True, True, True),
    ],
)
def test_claims(claim: object, fact: object, true: bool) -> None:
    """Equal, listed, matched, or in the range."""
    assert prediction.holds(claim, fact) is true
