"""FRR sleeps until somebody needs it. Each test has a lab of its own, in which nobody has yet."""

import json
import os
from collections.abc import Iterator

import pytest

from tests.lab import onhosts, running
from tutor.lab import launch
from tutor.lab.control import client

pytestmark = pytest.mark.lab

ROUTERS = ("k8s-rtr", "k8s-pc")


@pytest.fixture
def asleep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A new lab; none of FRR's daemons runs."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        for host in ROUTERS:
            assert onhosts.run(host, "pidof zebra bgpd")[1].strip() == ""
        yield handle


def until_learnt() -> None:
    """Both routers have the other's network in the kernel."""
    for host, network in {"k8s-rtr": "10.1.2.0/24", "k8s-pc": "10.1.1.0/24"}.items():
        onhosts.until_said(host, f"ip route show proto bgp {network}", bool)


def test_the_first_vtysh_wakes_both_and_shows_what_they_learnt(asleep: launch.LabHandle) -> None:
    """It waits for their session, as routers that have been up for long would have it."""
    text = onhosts.said("k8s-rtr", "vtysh -c 'show ip bgp'")
    assert "*> 10.1.1.0/24" in text
    assert "*> 10.1.2.0/24" in text
    assert "10.1.1.0/24" in onhosts.said("k8s-pc", "ip -c route | grep -E 'zebra|bgp'")


def test_a_knock_at_the_port_wakes_both(asleep: launch.LabHandle) -> None:
    """From a node; another port is none of FRR's business."""
    onhosts.run("k8s-w1", "timeout 2 bash -c '</dev/tcp/192.168.10.254/180'")
    assert onhosts.run("k8s-rtr", "pidof zebra bgpd")[1].strip() == ""
    onhosts.run("k8s-w1", "timeout 2 bash -c '</dev/tcp/192.168.10.254/179'")
    until_learnt()


def test_a_terminal_on_a_router_wakes_both(asleep: launch.LabHandle) -> None:
    """Whoever opens one there may look at routes without vtysh."""
    answer, fds = client.ask(
        {"do": "pty", "host": "k8s-pc", "argv": ["sleep", "60"], "env": {}, "rows": 24, "cols": 80}
    )
    assert "pid" in answer
    for fd in fds:
        os.close(fd)
    until_learnt()


def test_routers_balance_by_connection_and_nodes_by_address(lab: launch.LabHandle) -> None:
    """The kernel's parameter."""
    found = {
        host: onhosts.said(host, "cat /proc/sys/net/ipv4/fib_multipath_hash_policy").strip()
        for host in ("k8s-rtr", "k8s-pc", "k8s-w1")
    }
    assert found == {"k8s-rtr": "1", "k8s-pc": "1", "k8s-w1": "0"}


def test_a_learner_may_reconfigure_and_save(asleep: launch.LabHandle) -> None:
    """A network that is announced is learnt on the other side, and `write memory` keeps it."""
    change = "-c 'conf t' -c 'router bgp 64513' -c 'address-family ipv4' -c 'network 192.168.10.0/24'"
    onhosts.said("k8s-rtr", f"vtysh {change}")

    def listed(text: str) -> bool:
        return "192.168.10.0/24" in json.loads(text or "{}").get("routes", {})

    onhosts.until_said("k8s-pc", "vtysh -c 'show ip bgp json'", listed)
    assert "OK" in onhosts.said("k8s-rtr", "vtysh -c 'write memory'")
    assert "  network 192.168.10.0/24\n" in onhosts.said("k8s-rtr", "cat /etc/frr/frr.conf")
