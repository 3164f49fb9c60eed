"""Selectors, quantities, taints by condition, budgets and namespace conditions."""

import fractions
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import disruption, lifecycle, meta, quantities, quotas, selectors


@pytest.mark.parametrize(
    ("term", "selected"),
    [
        ({"key": "a", "operator": "In", "values": ["1", "2"]}, True),
        ({"key": "a", "operator": "NotIn", "values": ["1"]}, False),
        ({"key": "b", "operator": "NotIn", "values": ["1"]}, True),
        ({"key": "a", "operator": "Exists"}, True),
        ({"key": "a", "operator": "DoesNotExist"}, False),
        ({"key": "a", "operator": "Gt", "values": ["0"]}, True),
        ({"key": "b", "operator": "Lt", "values": ["0"]}, False),
    ],
)
def test_expressions(term: dict[str, Any], selected: bool) -> None:
    """Every operator."""
    assert selectors.matches({"matchExpressions": [term]}, {"a": "1"}) is selected


def test_empty_and_absent_selectors() -> None:
    """An empty label selector selects all; an absent one and a service's empty one nothing."""
    assert selectors.matches({}, {"a": "1"})
    assert not selectors.matches(None, {"a": "1"})
    assert not selectors.simple({}, {"a": "1"})


@settings(deadline=None)
@given(st.integers(0, 10**15))
def test_quantities_round_trip(number: int) -> None:
    """A number written as a quantity reads as itself."""
    for binary in (False, True):
        assert quantities.value(quantities.text(fractions.Fraction(number), binary=binary)) == number


@pytest.mark.parametrize(
    ("number", "binary", "text"),
    [
        (fractions.Fraction(4, 5), False, "800m"),
        (fractions.Fraction(64 * 2**20), True, "64Mi"),
        (2000, False, "2k"),
    ],
)
def test_canonical_quantities(number: fractions.Fraction, binary: bool, text: str) -> None:
    """Quantities are written as the API writes them."""
    assert quantities.text(fractions.Fraction(number), binary=binary) == text


def test_requests_of_a_pod() -> None:
    """Containers add up, an init container counts if it needs more, limits stand in for requests."""
    small = {"resources": {"requests": {"cpu": "100m"}}}
    limited = {"resources": {"limits": {"cpu": "200m"}}}
    first = {"resources": {"requests": {"cpu": "1"}}}
    assert quantities.requests({"containers": [small, limited]})["cpu"] == fractions.Fraction(3, 10)
    assert quantities.requests({"containers": [small], "initContainers": [first]})["cpu"] == 1


def test_taints_follow_conditions() -> None:
    """A node that is not ready, or not heard of, is tainted; one's own taints stay."""
    own = {"key": "dedicated", "value": "db", "effect": "NoSchedule"}
    node = make.node(taints=[own])
    node["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    keys = [(one["key"], one["effect"]) for one in lifecycle.wanted_taints(node)]
    assert keys == [
        ("dedicated", "NoSchedule"),
        (lifecycle.NOT_READY, "NoSchedule"),
        (lifecycle.NOT_READY, "NoExecute"),
    ]
    node["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    assert lifecycle.wanted_taints(node) == [own]
    node["spec"]["unschedulable"] = True
    assert lifecycle.wanted_taints(node)[1]["key"] == lifecycle.UNSCHEDULABLE


def test_patience_with_a_lost_node() -> None:
    """A pod stays as long as it tolerates, five minutes by default."""
    taint = {"key": lifecycle.UNREACHABLE, "effect": "NoExecute", "timeAdded": make.NOON}
    node = make.node(taints=[taint])
    now = meta.parse("2026-01-02T12:01:00Z")
    patient = {"key": lifecycle.UNREACHABLE, "operator": "Exists", "tolerationSeconds": 300}
    assert lifecycle.must_leave(make.pod(), node, now) == 0.0
    assert lifecycle.must_leave(make.pod(tolerations=[patient]), node, now) == 240.0
    assert lifecycle.must_leave(make.pod(tolerations=[{"operator": "Exists"}]), node, now) is None


@pytest.mark.parametrize(
    ("spec", "allowed"),
    [
        ({"minAvailable": 2}, 1),
        ({"minAvailable": "50%"}, 1),
        ({"maxUnavailable": 1}, 1),
        ({"minAvailable": 3}, 0),
    ],
)
def test_budgets(spec: dict[str, Any], allowed: int) -> None:
    """Three healthy pods of three."""
    selected = [make.pod(str(number)) for number in range(3)]
    found = disruption.status({"metadata": {}, "spec": spec}, selected, 3, make.NOON)
    assert found["disruptionsAllowed"] == allowed
    assert found["currentHealthy"] == 3


def test_quota_of_pods() -> None:
    """Requests and limits of live pods add up."""
    pod = make.pod()
    pod["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "400m"}, "limits": {"cpu": "500m"}}
    assert quotas.pod_use([pod, pod], "requests.cpu") == fractions.Fraction(4, 5)
    assert quotas.pod_use([pod, pod], "cpu") == fractions.Fraction(4, 5)
    assert quotas.pod_use([pod, pod], "limits.cpu") == 1
