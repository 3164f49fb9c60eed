"""Calico's pools, blocks, tunnels and endpoints, seen as they are."""

from pathlib import Path

import pytest

from tests.checks import webworld as web
from tests.checks import worlds
from tutor.checkapi import discovery, testing

POOL = {
    "kind": "IPPool",
    "metadata": {"name": "default-ipv4-ippool"},
    "spec": {"cidr": "172.16.0.0/16", "vxlanMode": "Always", "ipipMode": "Never", "natOutgoing": True},
}
OFF = {"kind": "IPPool", "metadata": {"name": "off"}, "spec": {"cidr": "172.30.0.0/16", "disabled": True}}
BLOCKS = [
    {"kind": "IPAMBlock", "metadata": {"name": f"172-16-{one}-0-24"}, "spec": {"cidr": f"172.16.{one}.0/24"}}
    for one in (116, 158)
]
WIDE = "NAME CIDR NAT IPIPMODE VXLANMODE\ndefault-ipv4-ippool 172.16.0.0/16 true Never Always false all()\n"


@pytest.mark.parametrize(
    ("text", "output", "passes"),
    [
        ("calicoctl get ippool -o wide", WIDE, True),
        ("calicoctl get ippool -o yaml", "cidr: 172.16.0.0/16\nvxlanMode: Always\nipipMode: Never\n", True),
        ("calicoctl get ippool", "default-ipv4-ippool 172.16.0.0/16 all()", False),
        ("calicoctl get ippool -o wide", WIDE.replace("172.16", "172.17"), False),
        ("echo 172.16.0.0/16 Never Always", "172.16.0.0/16 Never Always", False),
        ("cat pool.txt", WIDE, False),
    ],
)
def test_pool(text: str, output: str, passes: bool) -> None:
    """Range and modes of each pool that is on."""
    assert web.judged("calico.pool", {}, testing.ran(text, output), objects=[POOL, OFF]).passed is passes
    assert not web.judged("calico.pool", {}, testing.ran(text, output), objects=[OFF]).passed


@pytest.mark.parametrize(
    ("text", "output", "credit"),
    [
        ("calicoctl ipam show --show-blocks", "| Block | 172.16.116.0/24 |\n| Block | 172.16.158.0/24 |", 1),
        ("kubectl get ipamblocks", "172-16-116-0-24 3s\n172-16-158-0-24 3s", 1),
        ("ip -c route", "blackhole 172.16.116.0/24 proto 80\n172.16.158.0/24 dev vxlan.calico onlink", 1),
        ("ip route show type blackhole", "172.16.116.0/24 proto 80", 0.5),
        ("calicoctl ipam show", "| IP Pool | 172.16.0.0/16 |", 0),
        ("echo 172.16.116.0/24 172.16.158.0/24", "172.16.116.0/24 172.16.158.0/24", 0),
    ],
)
def test_blocks(text: str, output: str, credit: float) -> None:
    """Each of them, by whatever tells."""
    found = web.judged("calico.blocks", {}, testing.ran(text, output), objects=BLOCKS)
    assert (1 if found.passed else found.credit) == credit
    assert not web.judged("calico.blocks", {}, testing.ran(text, output), objects=[]).passed


@pytest.mark.parametrize(
    ("text", "output", "passes"),
    [
        ("ip -br addr show vxlan.calico", "vxlan.calico UNKNOWN 172.16.116.0/32 fe80::1/64", True),
        (
            "ip route get 172.16.158.1",
            "172.16.158.1 via 172.16.158.0 dev vxlan.calico src 172.16.116.0 uid 0",
            True,
        ),
        ("ip route", "blackhole 172.16.116.0/24 proto 80", False),
        ("ip addr show vxlan.calico", "inet 172.16.158.0/32", False),
        ("echo 172.16.116.0", "172.16.116.0", False),
    ],
)
def test_tunnel(text: str, output: str, passes: bool) -> None:
    """The address, and not just the block that begins with it."""
    assert web.judged("calico.tunnel", {"node": "k8s-m"}, testing.ran(text, output)).passed is passes
    assert not web.judged("calico.tunnel", {"node": "k8s-w1"}, testing.ran(text, output)).passed


WEP = "webpod1 k8s-w1 172.16.158.2/32 cali778ba511bf9\nwebpod2 k8s-w2 172.16.184.2/32 cali798bceab6f5\n"


@pytest.mark.parametrize(
    ("text", "output", "credit"),
    [
        ("calicoctl get wep", WEP, 1),
        ("ip route", WEP.replace("/32", " dev "), 1),
        ("kubectl get pod -owide", "webpod1 172.16.158.2 k8s-w1\nwebpod2 172.16.184.2 k8s-w2", 0.5),
        ("calicoctl get wep | head -2", WEP.splitlines()[0], 0.5),
        ("calicoctl get wep -n kube-system", "coredns 172.16.116.3/32 cali123", 0),
        (f"echo '{WEP}'", WEP, 0),
    ],
)
def test_endpoints(text: str, output: str, credit: float) -> None:
    """Address and interface of each pod."""
    args = {"selector": "app=webpod"}
    found = web.judged("calico.endpoints", args, testing.ran(text, output))
    assert (1 if found.passed else found.credit) == credit
    assert not web.judged("calico.endpoints", args, testing.ran(text, output), objects=[]).passed


def test_names_of_interfaces() -> None:
    """As recorded from the seed's own cluster."""
    path = Path(worlds.__file__).parents[2] / "checks" / "calico.py"
    interface = discovery.load(path).interface
    assert interface("default", "webpod1") == "cali778ba511bf9"
    assert interface("default", "webpod2") == "cali798bceab6f5"
