"""The routers' configuration."""

from tutor.lab.net import topology
from tutor.lab.router import config


def test_every_router_names_its_peers_as_they_name_it() -> None:
    """A session needs both ends: the address of the other, and its own system's number."""
    own = {address: router for router in config.ROUTERS for address in _addresses(router.host)}
    for router in config.ROUTERS:
        for peer in router.neighbours:
            other = own.get(peer.address)
            if other is None:
                assert peer.autonomous_system == config.CLUSTER_AS
                continue
            assert other.autonomous_system == peer.autonomous_system
            assert any(back.address in _addresses(router.host) for back in other.neighbours)


def test_what_is_announced_lies_behind_the_router() -> None:
    """Its stub network."""
    for router in config.ROUTERS:
        stub = topology.BY_NAME[router.host].stub
        assert [network.rpartition(".")[0] for network in router.networks] == [stub.rpartition(".")[0]]


def test_only_routers_have_files_of_frr() -> None:
    """And the vtysh that wakes the daemons."""
    for host in topology.BY_NAME:
        files = config.files(host)
        assert bool(files) == (host in ("k8s-rtr", "k8s-pc"))
        if files:
            assert f"hostname {host}\n" in files["/etc/frr/frr.conf"]
            assert files["/usr/local/bin/vtysh"].startswith("#!/bin/sh\n")


def _addresses(host: str) -> list[str]:
    return [text.partition("/")[0] for card in topology.BY_NAME[host].interfaces for text in card.addresses]


def test_a_router_knows_what_lies_behind_the_other() -> None:
    """And asks for it before it lets vtysh show anything."""
    assert config.elsewhere("k8s-rtr") == ["10.1.2.0/24"]
    assert config.elsewhere("k8s-pc") == ["10.1.1.0/24"]
