"""The whole cluster, driven by the real kubectl on its own hosts."""

import json
import re
from typing import Any

import pytest

from tests.lab.test_hosts import said
from tutor.lab import launch
from tutor.lab.net import topology

pytestmark = pytest.mark.lab


def shown(*words: str) -> Any:
    """What kubectl prints as JSON."""
    return json.loads(said("k8s-m", "kubectl", *words, "-o", "json"))


@pytest.fixture(scope="module")
def web(lab: launch.LabHandle) -> str:
    """A Deployment of two and its Service, in a namespace of their own; its name."""
    said("k8s-m", "kubectl", "create", "namespace", "webtest")
    said("k8s-m", "kubectl", "-n", "webtest", "create", "deployment", "web", "--image=nginx", "--replicas=2")
    said("k8s-m", "kubectl", "-n", "webtest", "expose", "deployment", "web", "--port=80", "--type=NodePort")
    said("k8s-m", "kubectl", "-n", "webtest", "rollout", "status", "deployment/web", "--timeout=30s")
    return "webtest"


def test_the_nodes_are_ready_and_say_what_they_are(lab: launch.LabHandle) -> None:
    """Three, of which the first leads; describe says plainly that this is a lab."""
    nodes = shown("get", "nodes")["items"]
    assert [node["metadata"]["name"] for node in nodes] == list(topology.NODES)
    for node in nodes:
        conditions = {one["type"]: one["status"] for one in node["status"]["conditions"]}
        assert conditions["Ready"] == "True"
        assert node["status"]["nodeInfo"]["kubeletVersion"] == "v1.36.2"
        assert "k8stutor" in node["status"]["nodeInfo"]["osImage"]
    assert nodes[0]["spec"]["taints"][0]["key"] == "node-role.kubernetes.io/control-plane"


def test_coredns_runs_twice_from_its_config_map(lab: launch.LabHandle) -> None:
    """And answers for the cluster, at the service's address, on every node."""
    said("k8s-m", "kubectl", "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=30s")
    pods = shown("get", "pods", "-n", "kube-system", "-l", "k8s-app=kube-dns")["items"]
    assert len({pod["spec"]["nodeName"] for pod in pods}) == 2
    for node in topology.NODES:
        answer = said(node, "dig", "+short", "@10.96.0.10", "kubernetes.default.svc.cluster.local")
        assert answer == "10.96.0.1\n"


def test_hosts_have_a_resolver_of_their_own(lab: launch.LabHandle) -> None:
    """What it does not know it says so, at once, on every host."""
    for host in topology.BY_NAME:
        assert "NXDOMAIN" in said(host, "dig", "+tries=1", "+time=3", "nothing.invalid")


def test_a_service_is_reached_by_its_address_its_name_and_its_node_port(web: str) -> None:
    """From a node, from a pod, and from outside the cluster."""
    service = shown("get", "service", "web", "-n", web)
    address, port = service["spec"]["clusterIP"], service["spec"]["ports"][0]["nodePort"]
    for node in topology.NODES:
        assert "nginx" in said(node, "curl", "-sS", "--max-time", "5", f"http://{address}")
        where = f"http://{topology.BY_NAME[node].address}:{port}"
        assert "nginx" in said("k8s-pc", "curl", "-sS", "--max-time", "5", where)
    inside = ("kubectl", "-n", web, "exec", "deploy/web", "--", "curl", "-sS", "--max-time", "5")
    assert "nginx" in said("k8s-m", *inside, f"http://web.{web}.svc.cluster.local")


def test_pods_of_all_nodes_reach_each_other(web: str) -> None:
    """By their own addresses, which lie in their nodes' blocks."""
    pods = shown("get", "pods", "-A")["items"]
    addresses = {pod["status"]["podIP"] for pod in pods if not pod["spec"].get("hostNetwork")}
    assert len(addresses) >= 4
    for address in addresses:
        assert re.match(r"172\.16\.(116|158|184)\.", address)
        said("k8s-m", "kubectl", "-n", web, "exec", "deploy/web", "--", "ping", "-c", "1", "-W", "3", address)


def test_the_routers_speak_bgp_once_they_are_called_upon(lab: launch.LabHandle) -> None:
    """FRR starts with the first vtysh, on both, and each learns the other's network."""
    said("k8s-rtr", "vtysh", "-c", "show version")
    wait = (
        "for i in $(seq 100); do ip route | grep -q '^10.1.{}.0/24.*bgp' && exit 0; sleep 0.1; done; exit 1"
    )
    said("k8s-rtr", "sh", "-c", wait.format(2))
    said("k8s-pc", "sh", "-c", wait.format(1))
    assert "10.1.2.0/24" in said("k8s-rtr", "vtysh", "-c", "show ip bgp")
    said("k8s-pc", "ping", "-c", "1", "-W", "3", "-I", "10.1.2.254", "10.1.1.254")


def test_a_second_kubectl_user_is_known_by_the_token_alone(lab: launch.LabHandle) -> None:
    """Without one the API server answers as to anybody."""
    words = ("curl", "-sk", "--max-time", "5", "https://192.168.10.10:6443/api/v1/namespaces/default/secrets")
    answer = json.loads(said("k8s-pc", *words))
    assert answer["code"] == 403
    assert "system:anonymous" in answer["message"]
