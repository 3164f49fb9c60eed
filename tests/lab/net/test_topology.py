"""The networks as data."""

import ipaddress

from tutor.lab.net import topology


def test_no_card_has_the_same_mac_and_each_mac_is_virtualboxs() -> None:
    """A MAC identifies its card on every segment."""
    macs = [card.mac for host in topology.HOSTS for card in host.interfaces]
    assert len(set(macs)) == len(macs)
    assert all(mac.startswith("08:00:27:") for mac in macs)


def test_addresses_lie_in_their_segment_and_are_unique_there() -> None:
    """Two hosts of one segment never share an address."""
    seen: set[tuple[str, str]] = set()
    for host in topology.HOSTS:
        for card in host.interfaces:
            for text in card.addresses:
                address = ipaddress.ip_interface(text)
                network = topology.SEGMENTS.get(card.segment, "10.0.2.0/24")
                assert address.ip in ipaddress.ip_network(network)
                assert (card.segment, text) not in seen
                seen.add((card.segment, text))


def test_every_route_leads_to_a_neighbour() -> None:
    """A gateway that is on none of the host's networks would be refused by the kernel."""
    for host in topology.HOSTS:
        networks = [
            ipaddress.ip_interface(text).network for card in host.interfaces for text in card.addresses
        ]
        for _, gateway in host.routes:
            assert any(ipaddress.ip_address(gateway) in network for network in networks)


def test_the_hosts_file_names_every_host_once() -> None:
    """The address by which the others know it."""
    lines = topology.hosts_file("k8s-rtr").splitlines()
    for host in topology.HOSTS:
        assert f"{host.address} {host.name}" in lines
    assert "192.168.20.254 k8s-rtr" in lines
