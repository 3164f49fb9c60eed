"""Numbered pods, in order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import meta
from tutor.lab.controllers.statefulset import plan

NOW = meta.parse("2026-01-02T12:10:00Z")


def _set(replicas: int, **spec: Any) -> dict[str, Any]:
    about = {"name": "db", "namespace": "x", "uid": "s", "generation": 1}
    return {
        "metadata": about,
        "spec": {
            "replicas": replicas,
            "serviceName": "db",
            "selector": {"matchLabels": {"app": "db"}},
            **spec,
        },
    }


def _pod(number: int, revision: str = "new", *, ready: bool = True) -> dict[str, Any]:
    pod = make.pod(f"db-{number}", ready=ready)
    pod["metadata"]["labels"][plan.HASH] = revision
    return pod


@settings(deadline=None)
@given(st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_reaches_the_wanted_pods(wanted: int, there: int, parallel: bool) -> None:
    """Played through, exactly the wanted numbers are left, all of the present template."""
    stateful_set = _set(wanted, podManagementPolicy="Parallel" if parallel else "OrderedReady")
    owned = [_pod(number, "old") for number in range(there)]
    for _ in range(40):
        step = plan.step(stateful_set, owned, "new", NOW)
        if not parallel:
            assert len(step.create) + len(step.delete) <= 1
        owned = [pod for pod in owned if pod not in step.delete] + [_pod(number) for number in step.create]
    assert sorted(plan.ordinal(stateful_set, pod) for pod in owned) == list(range(wanted))
    assert all(meta.labels(pod)[plan.HASH] == "new" for pod in owned)


def test_waits_for_the_one_before() -> None:
    """The next pod comes once the one before it serves."""
    assert plan.step(_set(2), [_pod(0, ready=False)], "new", NOW) == plan.Step()
    assert plan.step(_set(2), [_pod(0)], "new", NOW).create == (1,)


def test_partition() -> None:
    """Pods below the partition keep their template."""
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    owned = [_pod(0, "old"), _pod(1, "old")]
    step = plan.step(_set(2, updateStrategy=strategy), owned, "new", NOW)
    assert [pod["metadata"]["name"] for pod in step.delete] == ["db-1"]
    step = plan.step(_set(2, updateStrategy=strategy), [_pod(0, "old"), _pod(1)], "new", NOW)
    assert step == plan.Step()


def test_pod_has_a_name_of_its_own() -> None:
    """Host name, subdomain, labels and claims follow from the number."""
    claims = [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}]
    stateful_set = _set(1, volumeClaimTemplates=claims)
    pod = plan.pod_for(stateful_set, 0, make.template(app="db"), "abc")
    assert pod["metadata"]["name"] == pod["spec"]["hostname"] == "db-0"
    assert pod["spec"]["subdomain"] == "db"
    assert pod["spec"]["volumes"][0]["persistentVolumeClaim"] == {"claimName": "data-db-0"}
    assert plan.claims_for(stateful_set, 0)[0]["metadata"]["name"] == "data-db-0"
