"""What the autoscaler decides of a target's replicas, and what it says."""

from typing import Any

from tutor.lab.controllers import autoscaler

STAMP = "2026-01-01T00:00:00Z"


def _autoscaler(**spec: Any) -> dict[str, Any]:
    metric = {"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 70}}}
    return {"spec": {"minReplicas": 2, "maxReplicas": 4, "metrics": [metric], **spec}}


def _conditions(plan: autoscaler.Plan) -> dict[str, str]:
    return {one["type"]: one["reason"] for one in plan.status["conditions"]}


def test_replicas_beyond_a_bound_are_brought_back() -> None:
    """To the bound, with an event that says why."""
    for current, wanted, where in ((9, 4, "above Spec.MaxReplicas"), (1, 2, "below Spec.MinReplicas")):
        plan = autoscaler.plan(_autoscaler(), current, STAMP)
        assert plan.replicas == wanted
        told = f"New size: {wanted}; reason: Current number of replicas {where}"
        assert plan.events == (autoscaler.Said(False, "SuccessfulRescale", told),)
        assert (plan.status["currentReplicas"], plan.status["desiredReplicas"]) == (current, wanted)


def test_between_the_bounds_it_misses_the_metrics() -> None:
    """As a real cluster without metrics-server does."""
    plan = autoscaler.plan(_autoscaler(), 3, STAMP)
    assert plan.replicas is None
    assert _conditions(plan) == {
        "AbleToScale": "SucceededGetScale",
        "ScalingActive": "FailedGetResourceMetric",
    }
    assert [one.reason for one in plan.events] == ["FailedGetResourceMetric", "FailedComputeMetricsReplicas"]
    assert plan.events[1].message.startswith(
        "invalid metrics (1 invalid out of 1), first error is: failed to get cpu"
    )


def test_a_target_of_no_replicas_is_left_alone() -> None:
    """Scaling to zero by hand switches the autoscaler off."""
    plan = autoscaler.plan(_autoscaler(), 0, STAMP)
    assert (plan.replicas, _conditions(plan)["ScalingActive"]) == (None, "ScalingDisabled")


def test_a_condition_keeps_its_time_while_its_value_stays() -> None:
    """The second look changes nothing, so nothing is written."""
    first = autoscaler.plan(_autoscaler(), 3, STAMP).status
    again = autoscaler.plan({**_autoscaler(), "status": first}, 3, "2026-01-01T00:01:00Z").status
    assert again == first


def test_a_missing_target_is_named() -> None:
    """By the reason of its condition and by an event."""
    plan = autoscaler.lost(_autoscaler(), 'deployments.apps "x" not found', STAMP)
    assert _conditions(plan) == {"AbleToScale": "FailedGetScale"}
    assert plan.events == (autoscaler.Said(True, "FailedGetScale", 'deployments.apps "x" not found'),)
