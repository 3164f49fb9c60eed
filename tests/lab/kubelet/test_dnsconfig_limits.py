"""Limits, merges and fallbacks of resolv.conf beyond the recorded cases (pkg/kubelet/network/dns/dns.go)."""

from typing import Any

import pytest

from tutor.lab.kubelet import dnsconfig

HOST = dnsconfig.Resolver(("8.8.8.8",), ("host.domain",))
CLUSTER = ("ns.svc.kubernetes.io", "svc.kubernetes.io", "kubernetes.io")
EXTRA = {
    "nameservers": ["10.0.0.11"],
    "searches": ["my.domain"],
    "options": [{"name": "ndots", "value": "3"}, {"name": "debug"}],
}


def pod(policy: str, *, host_network: bool = False, config: dict[str, Any] | None = None) -> dnsconfig.Warned:
    """What a pod of a policy gets on a node with one server and one search."""
    spec = {"dnsPolicy": policy, "hostNetwork": host_network, "dnsConfig": config}
    made = {"metadata": {"name": "p", "namespace": "ns"}, "spec": spec}
    return dnsconfig.for_pod(made, HOST, cluster_dns=("10.0.0.10",), cluster_domain="kubernetes.io")


@pytest.mark.parametrize(
    ("policy", "host_network", "servers", "searches"),
    [
        ("None", False, ("10.0.0.11",), ("my.domain",)),
        ("ClusterFirst", False, ("10.0.0.10", "10.0.0.11"), (*CLUSTER, "host.domain", "my.domain")),
        ("ClusterFirst", True, ("8.8.8.8", "10.0.0.11"), ("host.domain", "my.domain")),
        ("ClusterFirstWithHostNet", True, ("10.0.0.10", "10.0.0.11"), (*CLUSTER, "host.domain", "my.domain")),
        ("Default", False, ("8.8.8.8", "10.0.0.11"), ("host.domain", "my.domain")),
        ("Nonsense", True, ("10.0.0.10", "10.0.0.11"), (*CLUSTER, "host.domain", "my.domain")),
    ],
)
def test_every_policy_takes_a_dns_config(
    policy: str, host_network: bool, servers: tuple[str, ...], searches: tuple[str, ...]
) -> None:
    """The pod's own settings come behind those of its policy; an unknown policy is taken for ClusterFirst."""
    found = pod(policy, host_network=host_network, config=EXTRA).resolver
    assert (found.nameservers, found.searches) == (servers, searches)
    assert sorted(found.options) == ["debug", "ndots:3"]


def test_without_a_dns_config_the_host_file_is_taken_as_it_is() -> None:
    """What the node lists twice stays twice; a dnsConfig, even an empty one, takes doubles away."""
    host = dnsconfig.Resolver(("8.8.8.8", "8.8.8.8"), ("a", "a"))
    made: dict[str, Any] = {
        "metadata": {"name": "p", "namespace": "ns"},
        "spec": {"dnsPolicy": "Default"},
    }
    settings: dict[str, Any] = {"cluster_dns": ("10.0.0.10",), "cluster_domain": "c.l"}
    assert dnsconfig.for_pod(made, host, **settings).resolver == host
    made["spec"]["dnsConfig"] = {}
    assert dnsconfig.for_pod(made, host, **settings).resolver == dnsconfig.Resolver(("8.8.8.8",), ("a",))


def test_the_count_is_limited_before_the_length() -> None:
    """Of 33 searches the last one goes, even when one of the first 32 is too long to be used."""
    names = ("x" * 254, *(f"s{number}" for number in range(32)))
    warned = dnsconfig.limited(dnsconfig.Resolver(searches=names))
    assert warned.resolver.searches == names[1:32]
    assert [reason for reason, _ in warned.events] == ["DNSConfigForming"]
    assert warned.events[0][1].endswith("the applied search line is: " + " ".join(names[1:32]))


@pytest.mark.parametrize(
    ("lengths", "kept"),
    [
        ((128, *[127] * 15), 16),
        ((128, *[127] * 15, 1), 16),
        ((253,) * 8, 8),
        ((253,) * 9, 8),
        ((254,), 0),
        ((253,), 1),
    ],
)
def test_the_whole_line_has_a_limit(lengths: tuple[int, ...], kept: int) -> None:
    """2048 characters with the spaces between; one search may have 253."""
    names = tuple("A" * length for length in lengths)
    warned = dnsconfig.limited(dnsconfig.Resolver(searches=names))
    assert warned.resolver.searches == names[:kept]
    assert bool(warned.events) == (kept < len(names))


def test_both_limits_are_told() -> None:
    """One event for the servers, one for the searches, each with what is applied."""
    servers = ("127.0.0.1", "10.0.0.10", "8.8.8.8", "1.2.3.4")
    warned = dnsconfig.limited(dnsconfig.Resolver(servers, tuple(f"s{n}" for n in range(33))))
    assert len(warned.events) == 2
    assert warned.events[0][1].endswith("the applied nameserver line is: 127.0.0.1 10.0.0.10 8.8.8.8")


@pytest.mark.parametrize(
    ("addresses", "servers"),
    [
        ((), ("127.0.0.1",)),
        (("192.168.1.10",), ("127.0.0.1",)),
        (("fd00::10",), ("::1",)),
        (("192.168.1.10", "fd00::10"), ("127.0.0.1", "::1")),
    ],
)
def test_a_node_without_a_file_names_itself(addresses: tuple[str, ...], servers: tuple[str, ...]) -> None:
    """By the families of its addresses."""
    assert dnsconfig.without_file(*addresses) == dnsconfig.Resolver(servers, (".",))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("search foo.. bar.\n", dnsconfig.Resolver(searches=("foo.", "bar"))),
        ("search foo\nsearch\n", dnsconfig.Resolver()),
        ("options ndots:1 rotate\noptions ndots:5\n", dnsconfig.Resolver(options=("ndots:5", "rotate"))),
        ("domain example.org\nnameserver 1.1.1.1", dnsconfig.Resolver(("1.1.1.1",))),
        ("\tnameserver \t fe80::1%eth0 # x\n", dnsconfig.Resolver(("fe80::1%eth0",))),
        ("search . \nnameserver 1.1.1.1", dnsconfig.Resolver(("1.1.1.1",))),
    ],
)
def test_odd_files(text: str, wanted: dnsconfig.Resolver) -> None:
    """One dot goes from a search's end, an empty line of searches empties the list, other words are skipped."""
    assert dnsconfig.parse(text) == wanted
