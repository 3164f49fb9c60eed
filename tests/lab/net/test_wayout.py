"""Which way out of the lab there is."""

import ipaddress

import hypothesis
import hypothesis.strategies as st
import pytest

from tutor.lab.net import wayout


@hypothesis.given(st.ip_addresses(v=4))
def test_nothing_is_allowed_that_is_not_global_unicast(address: ipaddress.IPv4Address) -> None:
    """By Python's own table of RFC 6890."""
    if wayout.allowed(str(address), 443):
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "185.199.108.133", "172.32.0.1", "11.0.0.1"])
def test_web_servers_on_the_internet_are_allowed(address: str) -> None:
    """At the two ports of the web alone."""
    assert wayout.allowed(address, 80)
    assert wayout.allowed(address, 443)
    assert not wayout.allowed(address, 22)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.2.2", "192.168.1.1", "172.16.5.4", "169.254.169.254", "100.64.0.1", "224.0.0.1"],
)
def test_the_learner_s_own_networks_are_not(address: str) -> None:
    """Loopback, private, link-local, shared, multicast."""
    assert not wayout.allowed(address, 80)


def test_a_closed_lab_refuses_every_connection() -> None:
    """Its rules let nothing through but what is for the gateway itself."""
    accepts = [line for line in wayout.rules(open_=False).splitlines() if line.endswith("-j ACCEPT")]
    assert accepts == ["-A INPUT -i nat0 -p tcp -d 10.0.2.2/24 -m multiport ! --dports 80,443 -j ACCEPT"]
