"""Where pods go, and the words for why they do not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers.scheduler import nodes, plan, taints

CONTROL = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]


def _picture(*objects: dict[str, Any]) -> nodes.Picture:
    picture = nodes.Picture()
    for one in objects or (make.node("n0", taints=CONTROL), make.node("n1"), make.node("n2")):
        picture.set_node(one)
    return picture


def _decide(picture: nodes.Picture, **spec: Any) -> plan.Decision:
    return plan.decide(make.pod(node="", **spec), picture, lambda _name: None)


def _requests(**amounts: str) -> list[dict[str, Any]]:
    return [{"name": "c", "image": "i", "resources": {"requests": amounts}}]


def test_too_large() -> None:
    """Nodes that will not do are counted by their reasons, and so is what preemption could not do."""
    assert _decide(_picture(), containers=_requests(cpu="64")).message == (
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
        "2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: "
        "1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."
    )


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"nodeSelector": {"disk": "ssd"}}, "2 node(s) didn't match Pod's node affinity/selector"),
        ({"containers": _requests(memory="9Gi")}, "2 Insufficient memory"),
    ],
)
def test_reasons(spec: dict[str, Any], reason: str) -> None:
    """Each obstacle has its own words."""
    assert reason in _decide(_picture(), **spec).message


def test_cordoned_node() -> None:
    """A node that takes no new pods says so."""
    node = make.node()
    node["spec"]["unschedulable"] = True
    assert "1 node(s) were unschedulable" in _decide(_picture(node)).message


def test_host_ports_are_taken_once() -> None:
    """Two pods with one host port do not share a node."""
    picture = _picture(make.node())
    containers = [{"name": "c", "image": "i", "ports": [{"containerPort": 80, "hostPort": 80}]}]
    picture.put("x/a", make.pod("a", containers=containers), "n1")
    message = _decide(picture, containers=containers).message
    assert "1 node(s) didn't have free ports for the requested pod ports" in message


def test_anti_affinity() -> None:
    """Pods that keep away from their like go to different nodes, and then nowhere."""
    term = {"labelSelector": {"matchLabels": {"app": "a"}}, "topologyKey": "kubernetes.io/hostname"}
    wish = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    picture = _picture()
    seen = []
    for number in range(3):
        pod = make.pod(str(number), node="", affinity=wish)
        pod["metadata"]["labels"] = {"app": "a"}
        decision = plan.decide(pod, picture, lambda _name: None)
        seen.append(decision.node)
        if decision.node:
            picture.put(str(number), pod, decision.node)
    assert seen == ["n1", "n2", ""]


def test_claims() -> None:
    """A pod waits for its claims."""
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]
    assert 'persistentvolumeclaim "data" not found' in _decide(_picture(), volumes=volumes).message


@settings(deadline=None)
@given(st.integers(1, 40))
def test_spread(count: int) -> None:
    """Pods of one owner are spread evenly."""
    picture = _picture()
    for number in range(count):
        pod = make.pod(str(number), node="")
        owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": "r", "controller": True}
        pod["metadata"]["ownerReferences"] = [owner]
        picture.put(str(number), pod, plan.decide(pod, picture, lambda _name: None).node)
    loads = [len(picture.nodes[name].placed) for name in ("n0", "n1", "n2")]
    assert loads[0] == 0
    assert abs(loads[1] - loads[2]) <= 1


@settings(deadline=None)
@given(st.lists(st.sampled_from(["100m", "1", "2500m"]), max_size=12))
def test_nothing_is_overbooked(wishes: list[str]) -> None:
    """Requests of placed pods never exceed what a node offers, and go back to nothing when they leave."""
    picture = _picture()
    for number, cpu in enumerate(wishes):
        pod = make.pod(str(number), node="", containers=_requests(cpu=cpu))
        decision = plan.decide(pod, picture, lambda _name: None)
        if decision.node:
            picture.put(str(number), pod, decision.node)
    assert all(node.used.get("cpu", 0) <= node.allocatable["cpu"] for node in picture.nodes.values())
    for number in range(len(wishes)):
        picture.take(str(number))
    assert not any(node.used.get("cpu") for node in picture.nodes.values())


def test_pods_of_a_returning_node() -> None:
    """What ran on a node that was not known yet counts once it is."""
    picture = nodes.Picture()
    picture.put("x/a", make.pod("a", containers=_requests(cpu="4")), "n1")
    picture.set_node(make.node("n1"))
    assert "Insufficient cpu" in _decide(picture, containers=_requests(cpu="1")).message


@pytest.mark.parametrize(
    ("toleration", "tolerated"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "a", "operator": "Exists"}, True),
        ({"key": "a", "value": "1"}, True),
        ({"key": "a", "value": "2"}, False),
        ({"key": "a", "value": "1", "effect": "NoExecute"}, False),
    ],
)
def test_tolerations(toleration: dict[str, str], tolerated: bool) -> None:
    """Key, value and effect must agree, an empty one agrees with all."""
    assert taints.tolerates(toleration, {"key": "a", "value": "1", "effect": "NoSchedule"}) is tolerated
