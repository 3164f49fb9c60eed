"""Layer 2 on a lab's wire by MetalLB v0.14's custom resources: who may announce, on which interfaces, and who does."""

from collections.abc import Iterator

import pytest

from tests.lab import running
from tests.lab.metallb.layer2 import wire

pytestmark = pytest.mark.lab

WORKERS = ("k8s-w1", "k8s-w2")
ADDRESS, LOCAL, ELSEWHERE = "192.168.10.200", "192.168.10.201", "192.168.20.200"

OBJECTS = f"""
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {{name: lan, namespace: metallb-system}}
spec: {{addresses: ["192.168.10.200-192.168.10.210"]}}
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {{name: elsewhere, namespace: metallb-system}}
spec: {{addresses: ["{ELSEWHERE}/32"], autoAssign: false}}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {{name: lan, namespace: metallb-system}}
spec: {{ipAddressPools: [lan], interfaces: [enp0s8]}}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {{name: elsewhere, namespace: metallb-system}}
spec: {{ipAddressPools: [elsewhere], interfaces: [eth7]}}
"""

PINNED = """
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {{name: lan, namespace: metallb-system}}
spec:
  ipAddressPools: [lan]
  interfaces: [enp0s8]
  nodeSelectors: [{{matchLabels: {{kubernetes.io/hostname: {node}}}}}]
"""


def service(name: str, address: str, policy: str = "Cluster") -> str:
    """A LoadBalancer service that asks for an address."""
    return f"""
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, annotations: {{metallb.io/loadBalancerIPs: {address}}}}}
spec:
  type: LoadBalancer
  externalTrafficPolicy: {policy}
  selector: {{app: web}}
  ports: [{{port: 80}}]
"""


@pytest.fixture(scope="module")
def metallb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A lab with MetalLB, a deployment of one, and services in front of it."""
    with running.lab(tmp_path_factory.mktemp("layer2")):
        wire.create((wire.MANIFESTS / "v0.14" / "metallb-native.yaml").read_text())
        wire.create(OBJECTS)
        wire.said("k8s-m", "kubectl", "create", "deployment", "web", "--image=nginx")
        wire.create(
            service("plain", ADDRESS) + service("local", LOCAL, "Local") + service("nowhere", ELSEWHERE)
        )
        wire.said("k8s-m", "kubectl", "rollout", "status", "deployment/web", "--timeout=60s")
        yield


def answered_by(address: str, node: str) -> None:
    """Wait until that node alone answers."""
    why = f"{address} is not answered by {node} alone"
    wire.wait_for(lambda: wire.replies(address) == {wire.MACS[node]}, why)


def test_the_control_plane_is_left_out_and_the_owner_is_told(metallb: None) -> None:
    """By kubeadm's label on it; the event names the protocol, and a ServiceL2Status the node and the interface."""
    node = wire.owner(ADDRESS, WORKERS)
    answered_by(ADDRESS, node)
    text = f'announcing from node "{node}" with protocol "layer2"'
    wire.wait_for(lambda: text in wire.said("k8s-m", "kubectl", "describe", "service", "plain"), "no event")
    found = wire.wait_for(lambda: _statuses("plain"), "no status")
    assert found == [
        {
            "node": node,
            "serviceName": "plain",
            "serviceNamespace": "default",
            "interfaces": [{"name": "enp0s8"}],
        }
    ]


def test_a_local_service_is_announced_from_where_its_pod_is(metallb: None) -> None:
    """Whatever the hashes say."""
    (pod,) = wire.shown("get", "pods", "-l", "app=web")["items"]
    answered_by(LOCAL, pod["spec"]["nodeName"])


def test_interfaces_that_are_not_there_are_complained_of(metallb: None) -> None:
    """Nobody answers, and a warning says why."""
    text = "the interfaces specified by LB IP"
    wire.wait_for(
        lambda: text in wire.said("k8s-m", "kubectl", "describe", "service", "nowhere"), "no warning"
    )
    assert wire.who_has(ADDRESS)[ADDRESS]
    assert not wire.replies(ELSEWHERE)


@pytest.mark.parametrize("node", WORKERS)
def test_an_advertisement_can_pin_its_pool_to_a_node(metallb: None, node: str) -> None:
    """The other one withdraws, and the status follows."""
    wire.create(PINNED.format(node=node))
    answered_by(ADDRESS, node)
    wire.wait_for(lambda: [one["node"] for one in _statuses("plain")] == [node], "the status did not follow")


def _statuses(service_name: str) -> list[dict[str, object]]:
    words = ("-n", "metallb-system", "-l", f"metallb.io/service-name={service_name}")
    return [one.get("status", {}) for one in wire.shown("get", "servicel2statuses", *words)["items"]]
