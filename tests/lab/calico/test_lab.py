"""Calico on the running lab: the command on its hosts, and objects that agree with pods and wires."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from tests.lab.test_hosts import said
from tutor.lab import launch
from tutor.lab.calico import ipam
from tutor.lab.net import topology

pytestmark = pytest.mark.lab

SECONDS = 30.0
NAMESPACE = "calicotest"


class Pod(NamedTuple):
    """What is needed of a pod; its own network has no host network, and an address once it runs."""

    name: str
    node: str
    address: str


def pods_of(*where: str) -> list[Pod]:
    """The pods that have an address of their own."""
    fields = "{.metadata.name} {.spec.nodeName} {.status.podIP} {.spec.hostNetwork}"
    form = f'-o=jsonpath={{range .items[*]}}{fields}{{"\\n"}}{{end}}'
    lines = said("k8s-m", "kubectl", "get", "pods", *where, form).splitlines()
    return [Pod(*line.split()) for line in lines if len(line.split()) == 3]


def until(true: Callable[[], bool]) -> None:
    """Wait until something holds, not for ever."""
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def in_use() -> dict[str, int]:
    """How many addresses of each block the command counts."""
    lines = said("k8s-m", "calicoctl", "ipam", "show", "--show-blocks").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| Block")]
    return {row[1]: int(row[3].split()[0]) for row in rows}


def should_be() -> dict[str, int]:
    """How many there should be: a tunnel on each node, and the pods that have an address of their own."""
    found = dict.fromkeys(ipam.LESSON_BLOCKS.values(), 1)
    for pod in pods_of("-A"):
        found[ipam.LESSON_BLOCKS[pod.node]] += 1
    return found


@pytest.fixture(scope="module")
def pods(lab: launch.LabHandle) -> Iterator[list[Pod]]:
    """Four pods in a namespace of their own."""
    said("k8s-m", "kubectl", "create", "namespace", NAMESPACE)
    said("k8s-m", "kubectl", "-n", NAMESPACE, "create", "deployment", "web", "--image=nginx", "--replicas=4")
    said("k8s-m", "kubectl", "-n", NAMESPACE, "rollout", "status", "deployment/web", "--timeout=60s")
    yield pods_of("-n", NAMESPACE)
    said("k8s-m", "kubectl", "delete", "namespace", NAMESPACE)


def test_figures_agree_with_the_pods(pods: list[Pod]) -> None:
    """In every block; and the check finds nothing that is wrong."""
    until(lambda: in_use() == should_be())
    until(lambda: "found 0 problems" in said("k8s-m", "calicoctl", "ipam", "check"))


@pytest.mark.parametrize("host", ["k8s-m", "k8s-w1", "k8s-pc"])
def test_endpoints_are_the_pods_on_their_wires(pods: list[Pod], host: str) -> None:
    """The same addresses as kubectl shows, whichever host asks; the interfaces exist on those nodes."""
    lines = said(host, "calicoctl", "get", "wep", "-n", NAMESPACE).splitlines()[1:]
    rows = [line.split() for line in lines if line]
    wanted = {(pod.name, pod.node, f"{pod.address}/32") for pod in pods}
    assert {(row[1], row[2], row[3]) for row in rows} == wanted
    for row in rows:
        assert f"{row[4]}@" in said(row[2], "ip", "link", "show", row[4])
        assert f"dev {row[4]}" in said(row[2], "ip", "route", "get", row[3].partition("/")[0])


def test_objects_follow_a_pod_that_goes(pods: list[Pod]) -> None:
    """Its address is free, its handle is no more."""
    said("k8s-m", "kubectl", "-n", NAMESPACE, "run", "short", "--image=nginx")
    said("k8s-m", "kubectl", "-n", NAMESPACE, "wait", "--for=condition=Ready", "pod/short", "--timeout=60s")
    address = next(pod.address for pod in pods_of("-n", NAMESPACE) if pod.name == "short")
    ask = ("calicoctl", "ipam", "show", f"--ip={address}")
    until(lambda: "  pod: short\n" in said("k8s-w2", *ask))
    said("k8s-m", "kubectl", "-n", NAMESPACE, "delete", "pod", "short", "--now")
    until(lambda: said("k8s-w2", *ask) == f"{address} is not assigned\n")
    until(lambda: in_use() == should_be())


def test_kinds_and_objects_are_served(lab: launch.LabHandle) -> None:
    """To kubectl, by their short path too."""
    assert "default-ipv4-ippool" in said("k8s-m", "kubectl", "get", "ippools.crd.projectcalico.org")
    assert "172-16-116-0-24" in said("k8s-m", "kubectl", "get", "ipamblocks")
    for kind in ("felixconfigurations", "clusterinformations", "ipamconfigs"):
        assert "default" in said("k8s-m", "kubectl", "get", kind)


def test_nodes_show_their_addresses(lab: launch.LabHandle) -> None:
    """In annotations, and so in the command's table."""
    described = said("k8s-m", "kubectl", "describe", "node", "k8s-w1")
    assert "projectcalico.org/IPv4Address: 192.168.10.101/24" in described
    assert "projectcalico.org/IPv4VXLANTunnelAddr: 172.16.158.0" in described
    assert "192.168.10.101/24" in said("k8s-w2", "calicoctl", "get", "node", "k8s-w1", "-o", "wide")


def test_status_of_nodes_and_of_others(lab: launch.LabHandle) -> None:
    """Calico runs on nodes only, and without BGP."""
    for node in topology.NODES:
        assert said(node, "calicoctl", "node", "status").startswith("Calico process is running.\n")
    assert said("k8s-pc", "calicoctl", "node", "status", expect=1) == "Calico process is not running.\n"
