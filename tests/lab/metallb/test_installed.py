"""MetalLB from its manifests on a running lab: what the controller of each release does."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab import running
from tests.lab.test_hosts import said
from tutor.lab import launch

pytestmark = pytest.mark.lab

ASSETS = "/root/assets/metallb"
PATIENCE = 60.0
CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {{name: config, namespace: metallb-system}}
data:
  config: |
    address-pools:
    - {{name: default, protocol: {protocol}, addresses: [{addresses}], avoid-buggy-ips: {avoid}}}
"""
OBJECTS = """
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {{name: first, namespace: metallb-system}}
spec: {{addresses: [{addresses}]}}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {{name: all, namespace: metallb-system}}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {{name: svc{number}}}
spec: {{type: LoadBalancer, selector: {{app: web}}, ports: [{{port: 80}}]}}
---
"""


@pytest.fixture(scope="module")
def own_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """MetalLB changes the whole cluster."""
    with running.lab(tmp_path_factory.mktemp("metallb")) as handle:
        yield handle


def kubectl(*words: str) -> str:
    """What it prints."""
    return said("k8s-m", "kubectl", *words)


def send(verb: str, text: str) -> str:
    """`kubectl VERB -f -` with this manifest."""
    return said("k8s-m", "bash", "-c", f"kubectl {verb} -f - <<'END'\n{text}\nEND")


def services() -> dict[str, str]:
    """The external address of each service, empty while it has none."""
    items = json.loads(kubectl("get", "services", "-o", "json"))["items"]
    balancers = [one for one in items if one["spec"]["type"] == "LoadBalancer"]
    return {one["metadata"]["name"]: address_of(one["status"]) for one in balancers}


def address_of(status: dict[str, Any]) -> str:
    """The first address of a status."""
    return str((status["loadBalancer"].get("ingress") or [{"ip": ""}])[0]["ip"])


def until(wanted: list[str]) -> None:
    """Wait until svc1, svc2 … have these addresses."""
    end = time.monotonic() + PATIENCE
    table = {f"svc{number}": address for number, address in enumerate(wanted, 1)}
    while (seen := services()) != table:
        assert time.monotonic() < end, f"{seen} instead of {table}\n{logs()}"
        time.sleep(0.1)


def until_told(service: str, reason: str, message: str) -> None:
    """Wait until there is an event of the controller about a service."""
    end = time.monotonic() + PATIENCE
    words = (
        "get",
        "events",
        "--field-selector",
        f"involvedObject.name={service},reason={reason}",
        "-o",
        "json",
    )
    while message not in (seen := [one["message"] for one in json.loads(kubectl(*words))["items"]]):
        assert time.monotonic() < end, f"{seen}\n{logs()}"
        time.sleep(0.1)


def logs() -> str:
    """The controller's."""
    return kubectl("logs", "-n", "metallb-system", "deployment/controller")


def install(*files: str) -> None:
    """Apply manifests; the API server has nothing to say against them."""
    for name in files:
        out = kubectl("apply", "-f", f"{ASSETS}/{name}")
        assert all(line.endswith((" created", " configured", " unchanged")) for line in out.splitlines()), out


def test_v0_11_gives_addresses_and_keeps_to_them(own_lab: launch.LabHandle) -> None:
    """In the order of creation; a configuration without them is taken up by a new pod only."""
    install("v0.11/namespace.yaml", "v0.11/metallb.yaml")
    addresses = "192.168.10.200-192.168.10.202"
    send("create", CONFIG.format(protocol="layer2", addresses=addresses, avoid="false"))
    send("create", "".join(SERVICE.format(number=number) for number in (1, 2, 3)))
    until(["192.168.10.200", "192.168.10.201", "192.168.10.202"])
    until_told("svc2", "IPAllocated", 'Assigned IP "192.168.10.201"')
    send("create", SERVICE.format(number=4))
    until_told("svc4", "AllocationFailed", 'Failed to allocate IP for "default/svc4": no available IPs')
    kubectl("delete", "service", "svc4")
    out = send("replace --force", CONFIG.format(protocol="bgp", addresses="172.20.1.0/24", avoid="true"))
    assert out.endswith("configmap/config replaced\n")
    end = time.monotonic() + PATIENCE
    while "configStale" not in logs():
        assert time.monotonic() < end
        time.sleep(0.1)
    until(["192.168.10.200", "192.168.10.201", "192.168.10.202"])
    kubectl("delete", "pod", "-n", "metallb-system", "-l", "component=controller")
    until(["172.20.1.1", "172.20.1.2", "172.20.1.3"])
    kubectl("delete", "service", "svc1", "svc2", "svc3")
    kubectl("delete", "namespace", "metallb-system")


def test_v0_14_gives_others_when_its_pool_changes(own_lab: launch.LabHandle) -> None:
    """At once; the objects are shown with their columns."""
    install("v0.14/metallb-native.yaml")
    kubectl("rollout", "status", "-n", "metallb-system", "deployment/controller", "--timeout=60s")
    send("apply", OBJECTS.format(addresses="192.168.10.200-192.168.10.201"))
    send("create", "".join(SERVICE.format(number=number) for number in (1, 2, 3)))
    until(["192.168.10.200", "192.168.10.201", ""])
    until_told("svc1", "IPAllocated", 'Assigned IP ["192.168.10.200"]')
    until_told("svc3", "AllocationFailed", 'Failed to allocate IP for "default/svc3": no available IPs')
    shown = kubectl("get", "ipaddresspools", "-n", "metallb-system").splitlines()
    assert shown[0].split("  ")[0] == "NAME"
    assert 'first   true          false             ["192.168.10.200-192.168.10.201"]' in shown[1]
    send("apply", OBJECTS.format(addresses="172.20.1.0/30"))
    until(["172.20.1.0", "172.20.1.1", "172.20.1.2"])
    annotation = "jsonpath={.metadata.annotations.metallb\\.io/ip-allocated-from-pool}"
    assert kubectl("get", "service", "svc3", "-o", annotation) == "first"
    send("apply", OBJECTS.format(addresses="172.20.1.0/33"))
    end = time.monotonic() + PATIENCE
    while 'invalid CIDR \\"172.20.1.0/33\\"' not in logs():
        assert time.monotonic() < end, logs()
        time.sleep(0.1)
    until(["172.20.1.0", "172.20.1.1", "172.20.1.2"])
