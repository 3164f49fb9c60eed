"""Ranges, the pods behind a Service, and the kernel's memory of a connection."""

import copy
from typing import Any

import pytest

from tests.checks import webworld as web
from tests.checks import worlds
from tutor.checkapi import testing
from tutor.checkapi.services import backends

CONTROL = [
    {
        "kind": "Pod",
        "metadata": worlds.meta(f"{name}-k8s-m", labels={"component": name}),
        "spec": {"containers": [{"name": name, "command": [name, flag]}]},
    }
    for name, flag in (
        ("kube-apiserver", "--service-cluster-ip-range=10.96.0.0/12"),
        ("kube-controller-manager", "--cluster-cidr=172.16.0.0/16"),
    )
]
DUMP = '"--service-cluster-ip-range=10.96.0.0/12",\n"--cluster-cidr=172.16.0.0/16",\n'


@pytest.mark.parametrize(
    ("text", "output", "credit"),
    [
        ('kubectl cluster-info dump | grep -m 2 -E "cluster-cidr|ip-range"', DUMP, 1),
        ("ps aux", f"kube-apiserver {DUMP}", 1),
        (
            "kubectl get servicecidrs; calicoctl get ippool",
            "kubernetes 10.96.0.0/12\np 172.16.0.0/16 all()",
            1,
        ),
        ("kubectl get servicecidrs", "kubernetes 10.96.0.0/12", 0.5),
        ("kubectl get nodes -o yaml", "podCIDR: 172.16.0.0/24", 0),
        ("echo 10.96.0.0/12 172.16.0.0/16", "10.96.0.0/12 172.16.0.0/16", 0),
        ("cat <<< '10.96.0.0/12 172.16.0.0/16'", "10.96.0.0/12 172.16.0.0/16", 0),
    ],
)
def test_ranges(text: str, output: str, credit: float) -> None:
    """Both are found, wherever they stand, and not typed."""
    found = web.judged("services.ranges", {}, testing.ran(text, output), objects=CONTROL)
    assert (1 if found.passed else found.credit) == credit
    assert not web.judged("services.ranges", {}, testing.ran(text, output)).passed


PLACED = {"selector": "app=webpod", "pods": {"webpod1": "k8s-w1", "webpod2": "k8s-w2"}}


def test_pods_in_their_places() -> None:
    """Ready, labelled, in the namespace, each on its node."""
    assert web.judged("services.placed", PLACED).passed
    swapped = {**PLACED, "pods": {"webpod1": "k8s-w2", "webpod2": "k8s-w1"}}
    assert not web.judged("services.placed", swapped).passed
    assert not web.judged("services.placed", {**PLACED, "namespace": "web"}).passed
    assert not web.judged("services.placed", {**PLACED, "selector": "app=other"}).passed
    one = web.judged("services.placed", PLACED, objects=[web.pod("webpod1"), web.pod("webpod2", status={})])
    assert not one.passed
    assert one.credit == 0.5
    assert one.final


def test_a_change_is_waited_for() -> None:
    """Where the learner made something, the cluster gets its time; where nothing was run, it does not."""
    made = testing.ran("kubectl create -f -", "pod/webpod1 created")
    assert not web.judged("services.placed", PLACED, made, objects=[]).final
    assert not web.judged("services.endpoints", ENDS, made, objects=[]).final
    assert web.judged("services.endpoints", ENDS, objects=[]).final


ENDS = {"service": "websvc", "selector": "app=webpod", "port": 80}


@pytest.mark.parametrize(
    ("more", "args", "passes"),
    [
        ([web.slices("webpod1", "webpod2"), web.pod("webpod1"), web.pod("webpod2")], {}, True),
        ([web.slices("webpod1", "webpod2"), web.pod("webpod1"), web.pod("webpod2")], {"count": 2}, True),
        ([web.slices("webpod1", "webpod2"), web.pod("webpod1"), web.pod("webpod2")], {"count": 3}, False),
        (
            [web.slices("webpod1", "webpod2"), web.pod("webpod1"), web.pod("webpod2")],
            {"namespace": "x"},
            False,
        ),
        ([web.slices(), web.pod("webpod1"), web.pod("webpod2")], {}, False),
        ([web.slices("webpod1"), web.pod("webpod1"), web.pod("webpod2")], {}, False),
        ([web.slices("webpod1"), web.pod("webpod1"), web.pod("webpod2", status={})], {}, True),
        ([web.slices("webpod1", "webpod2", port=8080), web.pod("webpod1"), web.pod("webpod2")], {}, False),
        ([web.slices("webpod1", "webpod2"), web.pod("webpod1")], {}, False),
    ],
)
def test_endpoints(more: list[dict[str, Any]], args: dict[str, Any], passes: bool) -> None:
    """Exactly the ready pods, at their port."""
    found = web.judged("services.endpoints", {**ENDS, **args}, objects=web.cluster(None, *more))
    assert found.passed is passes


def test_endpoints_that_are_not_ready_do_not_count() -> None:
    """The slice names them all the same."""
    part = copy.deepcopy(web.slices("webpod1", "webpod2"))
    part["endpoints"][1]["conditions"]["ready"] = False
    objects = web.cluster(None, part, web.pod("webpod1"))
    assert web.judged("services.endpoints", ENDS, objects=objects).passed


def test_a_service_and_its_names() -> None:
    """As rules and HTTP's header have it."""
    found = backends.find(testing.World(objects=web.cluster()).evidence().cluster, "websvc")
    assert found is not None
    assert (found.port_name, found.protocol, found.suffix) == ("default/websvc", "tcp", web.CHAIN[9:])
    assert [found.endpoint_chain(one) for one in found.endpoints] == [
        "KUBE-SEP-J6YVW63T4XOJKRCF",
        "KUBE-SEP-7VVXD7F66BPZU3WH",
    ]
    assert {"websvc", "websvc.default", web.SERVICE} <= found.names()
    assert backends.find(testing.World(objects=[]).evidence().cluster, "websvc") is None


FLOW = (
    f"tcp 6 119 TIME_WAIT src=10.0.2.15 dst={web.SERVICE} sport=40000 dport=80 "
    "src=172.16.158.2 dst=172.16.116.0 sport=80 dport=33250 [ASSURED] mark=0 use=1"
)


@pytest.mark.parametrize(
    ("text", "output", "passes"),
    [
        ("conntrack -L -p tcp -d $S", FLOW, True),
        ("conntrack -L 2>/dev/null | grep $S", f"{FLOW.replace('158.2', '9.9')}\n{FLOW}", True),
        ("grep $S /proc/net/nf_conntrack", f"ipv4 2 {FLOW}", True),
        ("conntrack -L -d $S", "conntrack v1.4.7: 0 flow entries have been shown.", False),
        ("conntrack -L -d $P", FLOW.replace(web.SERVICE, "172.16.158.2"), False),
        ("conntrack -L -d $S", FLOW.replace("dport=80", "dport=81"), False),
        ("conntrack -L -d $S", FLOW.replace("172.16.158.2", "172.16.158.250"), False),
        (f"echo {FLOW}", FLOW, False),
        (f"conntrack -L -d 1.2.3.4; echo {FLOW}", FLOW, False),
        ("curl $S", "Hostname: webpod1", False),
    ],
)
def test_conntrack(text: str, output: str, passes: bool) -> None:
    """From the Service to an endpoint that it has; an old endpoint, another port or an echo will not do."""
    args = {"service": "websvc"}
    assert web.judged("services.conntrack", args, testing.ran(text, output)).passed is passes
    assert not web.judged("services.conntrack", args, testing.ran(text, output), objects=[]).passed
