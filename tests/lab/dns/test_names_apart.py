"""Name servers, parts of names, chains of ExternalNames, and the wildcards of old releases."""

import pytest

from tests.lab.dns import served
from tutor.lab.dns import index, names, records, targets


def dns_services() -> index.Index:
    """A DNS server with an address in three services: one with a cluster IP, a headless one, one of IPv6."""
    known = index.Index()
    known.namespaces = {"kube-system": {}}
    for name, ips, headless in (
        ("dns", ("10.0.0.111",), False),
        ("hdls", (), True),
        ("dns6", ("10::111",), False),
    ):
        known.put_service(index.Service("kube-system", name, ips, headless, "", served.PORTLESS))
        address = index.Address("10.244.0.20", "", "")
        known.put_slice(f"{name}-1", index.Slice("kube-system", name, (address,), served.PORTLESS))
    return known


def test_name_servers_are_the_services_in_front() -> None:
    """Each service gives its cluster IPs, a headless one its endpoints; else the server names itself."""
    made = records.Resolver(targets.Options(), dns_services(), ["10.244.0.20"])
    answer = made.answer(served.CLUSTER, "NS")
    hosts = [
        "dns.kube-system.svc.cluster.local.",
        "10-244-0-20.hdls.kube-system.svc.cluster.local.",
        "dns6.kube-system.svc.cluster.local.",
    ]
    assert [one.data for one in answer.answer] == [(host,) for host in hosts]
    assert [(one.name, one.type, one.data[0]) for one in answer.additional] == [
        (hosts[0], "A", "10.0.0.111"),
        (hosts[1], "A", "10.244.0.20"),
        (hosts[2], "AAAA", "10::111"),
    ]
    alone = records.Resolver(targets.Options(), index.Index(), ["1.2.3.4", "1:2::3:4"])
    assert served.shown(alone.answer("ns.dns.cluster.local.", "A")) == ("NOERROR", ["A 1.2.3.4"])
    assert served.shown(alone.answer("ns.dns.cluster.local.", "AAAA")) == ("NOERROR", ["AAAA 1:2::3:4"])
    assert served.shown(alone.answer("ns.dns.cluster.local.", "SRV")) == served.NODATA
    assert served.shown(alone.answer("ns.dns.cluster.local.", "TXT")) == served.NXDOMAIN
    assert served.shown(alone.answer(served.CLUSTER, "NS")) == ("NOERROR", ["NS ns.dns.cluster.local."])
    assert served.shown(alone.answer(served.CLUSTER, "ANY")) == served.NODATA
    assert served.shown(alone.answer(served.CLUSTER, "A")) == served.NODATA


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("_http._tcp.webs.mynamespace.svc", names.Request("svc", "mynamespace", "webs", "", "http", "tcp")),
        ("1-2-3-4.webs.mynamespace.svc", names.Request("svc", "mynamespace", "webs", "1-2-3-4")),
        ("a._zone.webs.mynamespace.svc", names.Request("svc", "mynamespace", "webs", "", "a", "zone")),
        ("mynamespace.pod", names.Request("pod", "mynamespace")),
    ],
)
def test_parts_of_a_name(name: str, wanted: names.Request) -> None:
    """Read from the right."""
    assert names.parse(f"{name}.inter.webs.tests.", "inter.webs.tests.") == wanted


def test_chains_of_external_names() -> None:
    """A chain inside the zone is followed to its end; one that leaves it is left to the server's own chain."""
    known = dns_services()
    for name, other in (
        ("a", "b.kube-system.svc.cluster.local"),
        ("b", "dns.kube-system.svc.cluster.local."),
        ("out", "x.kube-system.svc.cluster.local"),
        ("x", "example.org"),
        ("gone", "nosuch.kube-system.svc.cluster.local"),
        ("self", "self.kube-system.svc.cluster.local"),
        ("ip", "192.0.2.7"),
    ):
        known.put_service(index.Service("kube-system", name, (), False, other, served.PORTLESS))
    made = records.Resolver(targets.Options(), known, ["10.244.0.20"])

    def ask(name: str) -> records.Answer:
        return made.answer(f"{name}.kube-system.svc.cluster.local.", "A")

    assert [one.type for one in ask("a").answer] == ["CNAME", "CNAME", "A"]
    assert [one.data[0] for one in ask("out").answer] == ["x.kube-system.svc.cluster.local.", "example.org."]
    assert ask("out").chase == "example.org."
    assert served.shown(ask("gone")) == served.NODATA
    assert served.shown(ask("self")) == served.NODATA
    assert served.shown(ask("ip")) == served.NXDOMAIN


@pytest.mark.parametrize(
    ("name", "kind", "count", "weight"),
    [
        ("*._TcP.svc-1-a.test-1.svc", "SRV", 2, 50),
        ("*.any.svc-1-a.*.svc", "SRV", 2, 50),
        ("ANY.*.svc-1-a.any.svc", "SRV", 2, 50),
        ("_http._tcp.*.test-1.svc", "SRV", 2, 50),
        ("svc-1-a.*.svc", "A", 1, 0),
        ("*.headless-svc.test-1.svc", "A", 2, 0),
        ("*.*.bogusservice.*.svc", "SRV", 0, 0),
        ("*._not-udp-or-tcp.svc-1-a.test-1.svc", "SRV", 0, 0),
        ("*.*.any.test-2.svc", "SRV", 0, 0),
    ],
)
def test_labels_that_stand_for_all_in_old_releases(name: str, kind: str, count: int, weight: int) -> None:
    """Up to 1.8: ports, protocols, endpoints, services and namespaces; none of it in the newer ones."""
    only = frozenset({"test-1"})
    old = served.resolver("ci", wildcards=True, namespaces=only).answer(f"{name}.{served.CLUSTER}", kind)
    assert len(old.answer) == count
    assert old.rcode == ("NOERROR" if count else "NXDOMAIN")
    assert all(one.data[1] == weight for one in old.answer if kind == "SRV")
    assert served.resolver("ci", namespaces=only).answer(f"{name}.{served.CLUSTER}", kind).rcode == "NXDOMAIN"
