"""A pod's status, computed."""

import datetime
from typing import Any

import pytest

from tutor.lab.kubelet import podconditions, podstatus, podview, record

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
RUNNING = record.Running(NOW)
GOOD = record.Terminated(0, "Completed", NOW, NOW, "k8stutor://1")
BAD = record.Terminated(1, "Error", NOW, NOW, "k8stutor://1")
CREATING = record.Waiting("ContainerCreating")
CRASHING = record.Waiting("CrashLoopBackOff", "back-off 10s")


def item(
    state: record.State, *, ready: bool = False, last: record.Terminated | None = None, **spec: Any
) -> record.Container:
    """A container."""
    return record.Container(
        "c", "busybox", {"name": "c", **spec}, state=state, ready=ready, started=ready, last=last
    )


def view(
    main: list[record.Container],
    init: list[record.Container] | None = None,
    policy: str = "Always",
    **more: Any,
) -> podview.View:
    """A view of a pod."""
    spec = {"restartPolicy": policy, "containers": [{"name": "c"}], **more.pop("spec", {})}
    pod = {
        "metadata": {"name": "p", "namespace": "d", "generation": 2},
        "spec": spec,
        "status": more.pop("status", {}),
    }
    return podview.View(
        pod, init or [], main, "192.168.10.101", more.pop("ip", "172.16.1.1"), NOW, sandbox=True, **more
    )


@pytest.mark.parametrize(
    ("main", "init", "policy", "phase"),
    [
        ([item(CREATING)], [], "Always", "Pending"),
        ([item(RUNNING)], [], "Always", "Running"),
        ([item(RUNNING), item(CREATING)], [], "Always", "Running"),
        ([item(CRASHING, last=BAD)], [], "Always", "Running"),
        ([item(GOOD)], [], "Always", "Running"),
        ([item(GOOD)], [], "Never", "Succeeded"),
        ([item(GOOD)], [], "OnFailure", "Succeeded"),
        ([item(BAD)], [], "OnFailure", "Running"),
        ([item(BAD)], [], "Never", "Failed"),
        ([item(GOOD), item(BAD)], [], "Never", "Failed"),
        ([item(GOOD), item(RUNNING)], [], "Never", "Running"),
        ([item(CREATING)], [item(RUNNING)], "Always", "Pending"),
        ([item(CREATING)], [item(BAD)], "Never", "Failed"),
        ([item(RUNNING)], [item(GOOD)], "Always", "Running"),
        ([item(RUNNING)], [item(RUNNING, ready=True, restartPolicy="Always")], "Always", "Running"),
    ],
)
def test_phases(main: list[record.Container], init: list[record.Container], policy: str, phase: str) -> None:
    """As getPhase has them."""
    assert podstatus.phase_of(view(main, init, policy)) == phase


def conditions(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Status and reason by type."""
    return {one["type"]: (one["status"], one.get("reason", "")) for one in found["conditions"]}


def test_a_ready_pod() -> None:
    """All conditions hold, and addresses are told in both forms."""
    found = podstatus.compute(view([item(RUNNING, ready=True)]), NOW)
    assert conditions(found) == dict.fromkeys(podconditions.CONDITIONS, ("True", ""))
    assert found["podIPs"] == [{"ip": "172.16.1.1"}]
    assert found["hostIP"] == "192.168.10.101"
    assert found["startTime"] == "2026-01-02T03:04:05Z"
    assert found["observedGeneration"] == 2


def test_an_unready_container_is_named() -> None:
    """In Ready and ContainersReady."""
    found = podstatus.compute(view([item(RUNNING)]), NOW)
    ready = next(one for one in found["conditions"] if one["type"] == "Ready")
    assert ready["message"] == "containers with unready status: [c]"
    assert conditions(found)["ContainersReady"] == ("False", "ContainersNotReady")


def test_a_completed_pod() -> None:
    """Its conditions say so."""
    found = conditions(podstatus.compute(view([item(GOOD)], policy="Never"), NOW))
    assert found["Ready"] == ("False", "PodCompleted")
    assert found["Initialized"] == ("True", "PodCompleted")


def test_a_condition_keeps_its_time_until_it_changes() -> None:
    """lastTransitionTime moves only with the status."""
    first = podstatus.compute(view([item(RUNNING)]), NOW)
    later = NOW + datetime.timedelta(hours=1)
    second = podstatus.compute(view([item(RUNNING, ready=True)], before=first["conditions"]), later)
    times = {one["type"]: one["lastTransitionTime"] for one in second["conditions"]}
    assert times["Initialized"] == "2026-01-02T03:04:05Z"
    assert times["Ready"] == "2026-01-02T04:04:05Z"


def test_readiness_gates_hold_a_pod_back() -> None:
    """Until somebody sets their condition."""
    gated: dict[str, Any] = {"readinessGates": [{"conditionType": "lb"}]}
    held = podstatus.compute(view([item(RUNNING, ready=True)], spec=gated), NOW)
    assert conditions(held)["Ready"] == ("False", "ReadinessGatesNotReady")
    status = {"conditions": [{"type": "lb", "status": "True"}]}
    passed = podstatus.compute(view([item(RUNNING, ready=True)], spec=gated, status=status), NOW)
    assert conditions(passed)["Ready"] == ("True", "")


def test_a_crash_loop_shows_both_states() -> None:
    """Waiting now, terminated before."""
    found = podstatus.compute(view([item(CRASHING, last=BAD)]), NOW)["containerStatuses"][0]
    assert found["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert found["lastState"]["terminated"]["exitCode"] == 1


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({}, "BestEffort"),
        ({"requests": {"cpu": "100m"}}, "Burstable"),
        ({"limits": {"cpu": "1", "memory": "1Gi"}}, "Guaranteed"),
        ({"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"}}, "Burstable"),
        ({"limits": {"cpu": "1"}}, "Burstable"),
    ],
)
def test_qos_classes(resources: dict[str, Any], expected: str) -> None:
    """By requests and limits."""
    assert podstatus.qos_class({"spec": {"containers": [{"resources": resources}]}}) == expected
