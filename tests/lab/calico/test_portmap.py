"""hostPort: the rules, and a node's port that leads to a pod."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab import onhosts
from tutor.lab import launch
from tutor.lab.calico import portmap
from tutor.lab.kubelet import config

PORTS = st.lists(
    st.builds(
        config.HostPort,
        st.integers(1, 65535),
        st.integers(1, 65535),
        st.sampled_from(["tcp", "udp", "sctp"]),
        st.sampled_from(["", "192.168.10.101"]),
    ),
    min_size=1,
    max_size=40,
)
IDS = st.text(string.hexdigits.lower(), min_size=64, max_size=64)


@given(IDS, PORTS)
def test_what_is_added_can_be_taken_back(sandbox: str, ports: list[config.HostPort]) -> None:
    """Line by line, each port has its DNAT, and no rule holds more ports than multiport takes."""
    added = portmap.added(sandbox, "172.16.158.7", ports).splitlines()
    removed = portmap.removed(sandbox, ports).splitlines()
    entries = [line for line in added if line.startswith(f"-A {portmap.DNAT} ")]
    assert [f"-D{line[2:]}" for line in entries] == [line for line in removed if line.startswith("-D ")]
    listed = {(line.split()[3], int(number)) for line in entries for number in line.split()[-3].split(",")}
    assert listed == {(port.protocol, port.host) for port in ports}
    assert all(line.split()[-3].count(",") < portmap.MOST_PORTS for line in entries)
    targets = [line.split()[-1] for line in added if " -j DNAT " in line]
    assert targets == [f"172.16.158.7:{port.container}" for port in ports]
    assert len(portmap.chain(sandbox)) == portmap.LONGEST_CHAIN


POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "lent"},
    "spec": {
        "nodeName": "k8s-w1",
        "terminationGracePeriodSeconds": 0,
        "containers": [
            {
                "name": "web",
                "image": "traefik/whoami",
                "ports": [{"containerPort": 80, "hostPort": 8081}],
            }
        ],
    },
}


@pytest.mark.lab
def test_a_port_of_the_node_leads_to_the_pod(lab: launch.LabHandle) -> None:
    """From elsewhere with the caller's own address, from the node itself; and no longer than the pod is."""
    onhosts.said("k8s-m", "kubectl apply -f -", given=json.dumps(POD))
    try:
        onhosts.said("k8s-m", "kubectl wait --for=condition=Ready pod/lent --timeout=60s")
        text = onhosts.said("k8s-rtr", "curl -sS --max-time 10 http://192.168.10.101:8081")
        assert "Hostname: lent" in text
        assert "RemoteAddr: 192.168.10.254:" in text
        for where in ("192.168.10.101", "127.0.0.1"):
            assert "Hostname: lent" in onhosts.said("k8s-w1", f"curl -sS --max-time 10 http://{where}:8081")
        rules = onhosts.said("k8s-w1", "iptables -t nat -S")
        assert "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT" in rules
        assert '"CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ' in rules
        assert "-m multiport --dports 8081 -j CNI-DN-" in rules
    finally:
        onhosts.said("k8s-m", "kubectl delete pod lent --now")
    onhosts.until_said("k8s-w1", "iptables -t nat -S", lambda text: "CNI-DN-" not in text)
    assert onhosts.run("k8s-rtr", "curl -sS --max-time 5 http://192.168.10.101:8081")[0] != 0
