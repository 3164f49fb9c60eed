"""A daemon of FRR that is killed comes back, with its configuration and its sessions."""

import pytest

from tests.lab import onhosts
from tutor.lab import launch

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("name", ["bgpd", "zebra"])
def test_a_killed_daemon_comes_back(lab: launch.LabHandle, name: str) -> None:
    """By FRR's own watchdog; the routers' session and routes follow."""
    onhosts.said("k8s-rtr", "vtysh -c 'show ip bgp'")
    before = onhosts.said("k8s-rtr", f"pidof {name}").strip()
    onhosts.said("k8s-rtr", f"kill -9 {before}")
    onhosts.until_said("k8s-rtr", f"pidof {name}", lambda text: text.strip() not in ("", before))
    onhosts.until_said("k8s-rtr", "ip route show proto bgp 10.1.2.0/24", bool)
    onhosts.until_said("k8s-pc", "ip route show proto bgp 10.1.1.0/24", bool)
    assert "remote-as 64514" in onhosts.said("k8s-rtr", "vtysh -c 'show running-config'")
