"""What is not as it should be is said in a sentence."""

from typing import Any

import pytest

from tests.checks import worlds
from tutor.checkapi.apps import troubles, workloads
from tutor.checkapi.protocols import discoverydoc

POOLS = discoverydoc.Kind(
    "metallb.io", "v1beta1", "ipaddresspools", "IPAddressPool", True, frozenset({"ipaddresspools"})
)


def pool(name: str, *ranges: str) -> dict[str, Any]:
    """An IPAddressPool of MetalLB."""
    meta = {"name": name, "namespace": "metallb-system"}
    return {"kind": "IPAddressPool", "metadata": meta, "spec": {"addresses": list(ranges)}}


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (["172.20.9.0/25"], ["172.20.9.128-172.20.9.199"], False),
        (["172.20.9.0/25"], ["172.20.9.127-172.20.9.199"], True),
        (["172.20.9.0/25"], ["172.20.1.0/24", "172.20.9.5-172.20.9.5"], True),
        (["172.20.9.0/25"], ["172.20.8.255-172.20.9.255"], True),
        (["172.20.9.10-172.20.9.20", "172.20.9.30/32"], ["172.20.9.21-172.20.9.29"], False),
    ],
)
def test_pools_that_overlap(one: list[str], other: list[str], overlaps: bool) -> None:
    """However they are written, and whichever is the greater one."""
    seen = worlds.world(objects=[pool("one", *one), pool("other", *other)]).evidence()
    seen.cluster.__dict__["kinds"] += (POOLS,)
    assert any("configuration" in what for what in troubles.pools(seen, [])) is overlaps


def balancer(*addresses: str) -> dict[str, Any]:
    """A Service of type LoadBalancer with so many external addresses."""
    status = {"loadBalancer": {"ingress": [{"ip": one} for one in addresses]}}
    meta = {"name": "rooms", "namespace": "hotel"}
    return {"kind": "Service", "metadata": meta, "spec": {"type": "LoadBalancer"}, "status": status}


@pytest.mark.parametrize(
    ("rooms", "told"), [(balancer(), "no external address"), (balancer("172.20.9.11"), "configuration")]
)
def test_the_cause_is_not_told_while_the_symptom_lasts(rooms: dict[str, Any], told: str) -> None:
    """Who still looks for the reason why a Service has no address is told of that alone, and it is no pass."""
    objects = [pool("one", "172.20.9.0/24"), pool("other", "172.20.9.0/25"), rooms]
    seen = worlds.world(objects=objects).evidence()
    seen.cluster.__dict__["kinds"] += (POOLS,)
    (said,) = troubles.pools(seen, ["hotel/rooms"])
    assert told in said


@pytest.mark.parametrize(("addresses", "said"), [([], "does not work"), (["172.16.158.2"], "tomorrow")])
def test_a_selector_is_named_only_where_the_service_works(addresses: list[str], said: str) -> None:
    """By pods that somebody labelled by hand, say; where nobody answers, why is for the learner to find out."""
    meta = {"name": "page", "namespace": "shop"}
    spec = {"clusterIP": "10.96.7.7", "selector": {"app": "a"}, "ports": [{"port": 80, "targetPort": 80}]}
    part = {
        "kind": "EndpointSlice",
        "metadata": {**meta, "labels": {"kubernetes.io/service-name": "page"}},
        "endpoints": [{"addresses": addresses, "conditions": {"ready": True}}] if addresses else [],
        "ports": [{"port": 80}],
    }
    seen = worlds.world(objects=[{"kind": "Service", "metadata": meta, "spec": spec}, part]).evidence()
    (told,) = troubles.service(seen, [], "shop", "page", {})
    assert said in told


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({"app": "a"}, True),
        ({"app": "a", "tier": "x"}, True),
        ({"app": "a", "tier": "y"}, False),
        ({}, False),
    ],
)
def test_a_selector_that_lasts(selector: dict[str, str], expected: bool) -> None:
    """It chooses what a template makes."""
    maker = {"spec": {"template": {"metadata": {"labels": {"app": "a", "tier": "x"}}}}}
    assert workloads.chosen(selector, [{"spec": {}}, maker]) is expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"spec": {"replicas": 0}, "status": {}}, True),
        ({"spec": {}, "status": {}}, False),
        ({"spec": {}, "status": {"availableReplicas": 1, "updatedReplicas": 1}}, True),
        ({"spec": {"replicas": 2}, "status": {"availableReplicas": 2, "updatedReplicas": 1}}, False),
        (
            {
                "spec": {},
                "status": {"desiredNumberScheduled": 3, "numberAvailable": 3, "updatedNumberScheduled": 3},
            },
            True,
        ),
        (
            {
                "spec": {},
                "status": {"desiredNumberScheduled": 3, "numberAvailable": 2, "updatedNumberScheduled": 3},
            },
            False,
        ),
    ],
)
def test_complete(item: dict[str, Any], expected: bool) -> None:
    """Deployments and DaemonSets alike."""
    assert workloads.complete({"metadata": {}, **item}) is expected


@pytest.mark.parametrize(
    ("fresh", "ready", "told"), [(1, 2, "2/3, a rollout"), (1, 3, "3/3, a rollout"), (3, 2, "2/3")]
)
def test_a_rollout_is_told_of(fresh: int, ready: int, told: str) -> None:
    """Speakers that are restarted go from node to node: who waits a little has them all."""
    speaker = {
        "kind": "DaemonSet",
        "metadata": {"name": "speaker", "namespace": "metallb-system"},
        "spec": {"template": {}},
        "status": {"desiredNumberScheduled": 3, "updatedNumberScheduled": fresh, "numberAvailable": ready},
    }
    (said,) = [one for one in troubles.system(worlds.world(objects=[speaker]).evidence()) if "speaker" in one]
    assert told in said
    assert ("rollout" in said) is (fresh < 3)
