"""kube-proxy's configuration as its ConfigMap holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.bootstrap import settings
from tutor.lab.proxy import config, document

NODE = config.Config(node_name="k8s-w1", node_ip="192.168.10.101", local_addresses=("192.168.10.101",))


def test_the_document_of_a_new_cluster_gives_the_settings_that_it_names() -> None:
    """iptables mode by an empty mode, the pods' network, and defaults for the rest."""
    told = document.parse(settings.PROXY_CONFIGURATION, NODE)
    assert told.cluster_cidr == settings.POD_SUBNET
    assert (told.masquerade_mark, told.localhost_node_ports, told.masquerade_all) == ("0x4000", True, False)
    assert (told.node_name, told.node_ip, told.node_port_addresses) == ("k8s-w1", "192.168.10.101", ())


def test_settings_are_taken_over() -> None:
    """Each that changes a rule."""
    text = """
kind: KubeProxyConfiguration
mode: iptables
iptables: {masqueradeAll: true, masqueradeBit: 15, localhostNodePorts: false}
nodePortAddresses: [192.168.10.0/24]
conntrack: {tcpBeLiberal: true}
"""
    told = document.parse(text, NODE)
    assert (told.masquerade_all, told.masquerade_mark, told.localhost_node_ports) == (True, "0x8000", False)
    assert (told.node_port_addresses, told.tcp_liberal) == (("192.168.10.0/24",), True)


@pytest.mark.parametrize(
    ("listed", "addresses", "loopback", "everywhere"),
    [
        ("[]", (), True, True),
        ("[primary]", ("192.168.10.101/32",), False, False),
        ("[192.168.10.0/24, 127.0.0.1/32]", ("192.168.10.0/24", "127.0.0.1/32"), True, False),
        ("[192.168.10.0/24]", ("192.168.10.0/24",), False, False),
        ("[0.0.0.0/0]", ("0.0.0.0/0",), True, True),
        ("['2001:db8::/64']", ("2001:db8::/64",), True, True),
    ],
)
def test_addresses_of_node_ports(
    listed: str, addresses: tuple[str, ...], loopback: bool, everywhere: bool
) -> None:
    """CIDRs of the node's family count; without one that holds 127.0.0.1, nothing is done for it."""
    told = document.parse(f"kind: KubeProxyConfiguration\nnodePortAddresses: {listed}\n", NODE)
    assert (told.node_port_addresses, told.localhost_node_ports) == (addresses, loopback)
    assert told.all_node_ports == everywhere


@pytest.mark.parametrize(
    ("text", "cidr"),
    [("172.16.0.0/16", "172.16.0.0/16"), ("fd00::/64,172.16.0.0/16", "172.16.0.0/16"), ("fd00::/64", "")],
)
def test_of_two_networks_of_pods_the_one_of_the_family_counts(text: str, cidr: str) -> None:
    """As for a cluster of both families."""
    told = document.parse(f"kind: KubeProxyConfiguration\nclusterCIDR: {text}\n", NODE)
    assert told.cluster_cidr == cidr


@pytest.mark.parametrize("mode", ["ipvs", "nftables", "userspace"])
def test_a_mode_that_the_lab_has_not_is_refused(mode: str) -> None:
    """In words that say which one there is."""
    with pytest.raises(document.BadDocument, match="iptables only"):
        document.parse(settings.PROXY_CONFIGURATION.replace('mode: ""', f"mode: {mode}"), NODE)


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "words",
        "kind: Other",
        "kind: KubeProxyConfiguration\niptables: {masqueradeBit: 32}",
        "kind: KubeProxyConfiguration\nnodePortAddresses: [10.0.0.1]",
    ],
)
def test_what_is_no_configuration_is_refused(text: str) -> None:
    """With the reason."""
    with pytest.raises(document.BadDocument):
        document.parse(text, NODE)


@given(st.text())
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    """Whatever somebody writes into the ConfigMap."""
    with pytest.raises(document.BadDocument):
        document.parse(text, NODE)
