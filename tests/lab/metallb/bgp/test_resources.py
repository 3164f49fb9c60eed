"""MetalLB >= 0.13 in BGP mode: its custom resources decide who speaks with whom, and about what."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.lab import onhosts, running
from tests.lab.metallb.bgp import test_lab as legacy
from tutor.lab import launch

pytestmark = pytest.mark.lab

RTR = legacy.RTR
WORKERS = legacy.WORKERS

RESOURCES = """
apiVersion: v1
kind: Secret
metadata: {name: router, namespace: metallb-system}
type: kubernetes.io/basic-auth
stringData: {password: seven}
---
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: {name: router, namespace: metallb-system}
spec:
  myASN: 64512
  peerASN: 64513
  peerAddress: 192.168.10.254
  passwordSecret: {name: router, namespace: metallb-system}
  nodeSelectors:
  - matchExpressions:
    - {key: kubernetes.io/hostname, operator: In, values: [k8s-w1, k8s-w2]}
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: default, namespace: metallb-system}
spec: {addresses: [172.20.1.0/24], avoidBuggyIPs: true}
---
apiVersion: metallb.io/v1beta1
kind: Community
metadata: {name: named, namespace: metallb-system}
spec: {communities: [{name: gold, value: "64512:777"}]}
---
apiVersion: metallb.io/v1beta1
kind: BGPAdvertisement
metadata: {name: single, namespace: metallb-system}
spec: {ipAddressPools: [default], communities: [gold, "64512:5"]}
---
apiVersion: metallb.io/v1beta1
kind: BGPAdvertisement
metadata: {name: whole, namespace: metallb-system}
spec:
  ipAddressPools: [default]
  aggregationLength: 24
  nodeSelectors: [{matchLabels: {kubernetes.io/hostname: k8s-w2}}]
"""

SIGNED = "".join(f" -c 'neighbor {address} password seven'" for address in WORKERS)


@pytest.fixture(scope="module")
def metallb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A lab with MetalLB v0.14 and a router that signs its sessions with the workers."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        onhosts.said(RTR, f"vtysh -c 'conf t' -c 'router bgp 64513'{SIGNED}")
        legacy.kubectl("apply -f -", (onhosts.ROOT / "assets/metallb/v0.14/metallb-native.yaml").read_text())
        legacy.kubectl("apply -f -", RESOURCES)
        pod = legacy.POD.format(name="webpod1", node="k8s-w1")
        legacy.kubectl("apply -f -", pod + legacy.SERVICE.format(name="svc1"))
        yield handle


def test_advertisements_reach_the_router_as_selected(metallb: launch.LabHandle) -> None:
    """One route by both workers with its communities, an aggregate by one of them alone; sessions are signed."""
    legacy.until_routes({"172.20.1.1": WORKERS, "172.20.1.0/24": WORKERS[1:]})
    known = json.loads(onhosts.said(RTR, "vtysh -c 'show ip bgp 172.20.1.1/32 json'"))
    assert {path["community"]["string"] for path in known["paths"]} == {"64512:5 64512:777"}
    neighbours = json.loads(onhosts.said(RTR, "vtysh -c 'show bgp neighbors json'"))
    assert {neighbours[address]["bgpState"] for address in WORKERS} == {"Established"}
    assert neighbours["192.168.10.10"]["bgpState"] != "Established"


def test_a_password_that_changes_ends_the_session_and_the_right_one_mends_it(
    metallb: launch.LabHandle,
) -> None:
    """The kernel drops what is not signed right."""
    legacy.until_routes({"172.20.1.1": WORKERS})
    peer = "patch bgppeers.metallb.io router -n metallb-system --type=merge -p"
    legacy.kubectl(f"""{peer} '{{"spec":{{"passwordSecret":null,"password":"eight"}}}}'""")
    legacy.until_routes({"172.20.1.1": []})
    legacy.kubectl(f"""{peer} '{{"spec":{{"password":"seven"}}}}'""")
    legacy.until_routes({"172.20.1.1": WORKERS})


def test_the_logs_name_what_happened(metallb: launch.LabHandle) -> None:
    """One JSON object a line, with the fields of MetalLB."""
    legacy.until_routes({"172.20.1.1": WORKERS})
    select = "-n metallb-system -l component=speaker --field-selector spec.nodeName=k8s-w1 -o name"
    pod = legacy.kubectl(f"get pod {select}").strip()
    lines = [json.loads(line) for line in legacy.kubectl(f"logs -n metallb-system {pod}").splitlines()]
    found = {line.get("event"): line for line in lines}
    assert found["peerAdded"]["peer"] == "192.168.10.254"
    assert found["sessionUp"]["peer"] == "192.168.10.254:179"
    assert (found["sessionUp"]["localASN"], found["sessionUp"]["peerASN"]) == (64512, 64513)
    assert found["updatedAdvertisements"]["numAds"] == 1
    assert re.fullmatch(r"bgp_controller\.go:\d+", found["updatedAdvertisements"]["caller"])


def test_the_control_plane_announces_once_its_label_is_off(metallb: launch.LabHandle) -> None:
    """It has a session all the time; kubeadm's label keeps its routes back, from layer 2's election and from BGP."""
    onhosts.said(RTR, "vtysh -c 'conf t' -c 'router bgp 64513' -c 'neighbor 192.168.10.10 password seven'")
    peer = "patch bgppeers.metallb.io router -n metallb-system --type=merge -p"
    legacy.kubectl(f"""{peer} '{{"spec":{{"nodeSelectors":[]}}}}'""")
    state = "vtysh -c 'show bgp neighbors 192.168.10.10 json'"
    onhosts.until_said(RTR, state, lambda text: '"bgpState":"Established"' in text)
    legacy.until_routes({"172.20.1.1": WORKERS})
    label = "label node k8s-m node.kubernetes.io/exclude-from-external-load-balancers"
    legacy.kubectl(f"{label}-")
    legacy.until_routes({"172.20.1.1": legacy.ALL})
    legacy.kubectl(f"{label}=")
    legacy.until_routes({"172.20.1.1": WORKERS})
