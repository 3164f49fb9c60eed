"""Which pods come and which go."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import meta, pods
from tutor.lab.controllers.replicaset import plan


@settings(deadline=None)
@given(st.integers(0, 8), st.integers(0, 8))
def test_ends_at_the_wanted_number(wanted: int, there: int) -> None:
    """What is created and deleted brings the number to what is wanted, never past it."""
    owned = [make.pod(str(n)) for n in range(there)]
    create, delete = plan.difference({"spec": {"replicas": wanted}}, owned)
    assert there + create - len(delete) == wanted
    assert not (create and delete)


def test_finished_pods_do_not_count() -> None:
    """A failed pod is replaced."""
    owned = [make.pod("a", phase="Failed"), make.pod("b")]
    assert plan.difference({"spec": {"replicas": 2}}, owned)[0] == 1


def test_order_of_deletion() -> None:
    """Unbound first, then not ready, then from the fuller node, then the newest."""
    unbound = make.pod("unbound", node="", phase="Pending", ready=False)
    waiting = make.pod("waiting", node="n2", ready=False)
    crowded = [make.pod("c1"), make.pod("c2")]
    alone = make.pod("alone", node="n3")
    owned = [alone, *crowded, waiting, unbound]
    order = [
        plan.difference({"spec": {"replicas": 5 - gone}}, owned)[1][-1]["metadata"]["name"]
        for gone in range(1, 6)
    ]
    assert order == ["unbound", "waiting", "c2", "c1", "alone"]


def test_status() -> None:
    """Ready, available and labelled pods are counted; those on their way out apart."""
    owned = [make.pod("a"), make.pod("b", ready=False), make.pod("c")]
    owned[2]["metadata"]["deletionTimestamp"] = make.NOON
    replica_set = {
        "metadata": {"generation": 2},
        "spec": {"replicas": 2, "minReadySeconds": 30, "template": make.template()},
    }
    now = meta.parse("2026-01-02T12:00:10Z")
    found = plan.status(replica_set, owned, ("FailedCreate", "no room"), now)
    assert found["replicas"] == 2
    assert found["readyReplicas"] == 1
    assert "availableReplicas" not in found
    assert found["terminatingReplicas"] == 1
    assert found["conditions"][0]["message"] == "no room"
    assert plan.soonest_available(replica_set, owned, now) == 20.0
    assert pods.available(owned[0], 5, now)
