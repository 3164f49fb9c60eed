"""Names of the kubernetes plugin beyond the recorded ones (after the tests of coredns plugin/kubernetes)."""

from typing import Any

import pytest

from tests.lab.dns import vectors
from tutor.lab.dns import index, names, records, targets

CLUSTER = "cluster.local."
PORTLESS = (index.Port("", "", index.NO_PORT),)
ZONES = (CLUSTER, "in-addr.arpa.", "ip6.arpa.")


def resolver(fixture: str = "handler", **options: Any) -> records.Resolver:
    """A resolver of a recorded fixture."""
    made = targets.Options(**{"zones": ZONES, **options})
    return records.Resolver(made, vectors.index_of(fixture), ["10.244.0.20"])


def shown(answer: records.Answer) -> tuple[str, list[str]]:
    """The response code, and the answers as sorted text."""
    return answer.rcode, sorted(" ".join(map(str, (one.type, *one.data))) for one in answer.answer)


NODATA: tuple[str, list[str]] = ("NOERROR", [])
NXDOMAIN: tuple[str, list[str]] = ("NXDOMAIN", [])


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("svc1.testns.svc", "A", ("NOERROR", ["A 10.0.0.1"])),
        ("svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("svcempty.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svcempty.testns.svc.cluster.local."])),
        ("http.tcp.svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("_HTTP._TCP.svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("_http._udp.svc1.testns.svc", "SRV", NXDOMAIN),
        ("_https._tcp.svc1.testns.svc", "SRV", NXDOMAIN),
        ("_http._tcp.svc1.testns.svc", "A", ("NOERROR", ["A 10.0.0.1"])),
        ("_http._tcp.external.testns.svc", "SRV", NXDOMAIN),
        ("external.testns.svc", "SRV", NODATA),
        ("external.testns.svc", "CNAME", ("NOERROR", ["CNAME ext.interwebs.test."])),
        ("external-to-service.testns.svc", "CNAME", ("NOERROR", ["CNAME svc1.testns.svc.cluster.local."])),
        (
            "external-to-service.testns.svc",
            "A",
            ("NOERROR", ["A 10.0.0.1", "CNAME svc1.testns.svc.cluster.local."]),
        ),
        ("external-to-service.testns.svc", "AAAA", NODATA),
        ("endpoint.external.testns.svc", "CNAME", NXDOMAIN),
        ("endpoint.external.testns.svc", "A", NXDOMAIN),
        ("svc1.testns.svc", "CNAME", NODATA),
        ("svc1.testns.svc", "MX", NODATA),
        ("svc1.testns.svc", "SOA", NODATA),
        ("nosuch.testns.svc", "SOA", NODATA),
        ("svc1.testns.svc", "NS", NODATA),
        ("svc1.testns.svc", "ANY", NODATA),
        ("svc1.testns.svc", "TYPE65", NODATA),
        ("nosuch.testns.svc", "TYPE65", NXDOMAIN),
        ("nosuch.testns.svc", "NS", NXDOMAIN),
        ("svc1.testns.svc", "PTR", NODATA),
        ("svc1.testns.svc", "AXFR", ("REFUSED", [])),
        ("hdls1.testns.svc", "AAAA", ("NOERROR", ["AAAA 5678:abcd::1", "AAAA 5678:abcd::2"])),
        ("dup-name.hdls1.testns.svc", "A", ("NOERROR", ["A 172.0.0.4", "A 172.0.0.5"])),
        ("DUP-Name.hdls1.testns.svc", "A", ("NOERROR", ["A 172.0.0.4", "A 172.0.0.5"])),
        ("172-0-0-4.hdls1.testns.svc", "A", NXDOMAIN),
        ("172-0-0-2.hdls1.testns.svc", "AAAA", NODATA),
        ("172-0-0-2.hdls1.testns.svc", "TXT", NODATA),
        ("172-0-0-20.hdlsprtls.testns.svc", "A", ("NOERROR", ["A 172.0.0.20"])),
        ("hdlsprtls.testns.svc", "SRV", NODATA),
        ("_http._tcp.hdlsprtls.testns.svc", "SRV", NXDOMAIN),
        ("a.b.c.svc1.testns.svc", "A", NXDOMAIN),
        ("testns.svc", "A", NODATA),
        ("nosuch.svc", "A", NODATA),
        ("nsnoexist.svc", "A", NXDOMAIN),
        ("svc", "AAAA", NODATA),
        ("pod", "A", NODATA),
        ("node", "A", NXDOMAIN),
        ("svc1.testns.node", "A", NXDOMAIN),
        ("*.testns.svc", "A", NXDOMAIN),
        ("any.testns.svc", "A", NXDOMAIN),
        ("svc1.*.svc", "A", NXDOMAIN),
        ("dns-version", "A", NXDOMAIN),
        ("dns-version", "TXT", ("NOERROR", ["TXT 1.1.0"])),
        ("DNS-Version", "TXT", ("NOERROR", ["TXT 1.1.0"])),
        ("x.dns-version", "TXT", NXDOMAIN),
        ("svc-dual-stack.testns.svc", "AAAA", ("NOERROR", ["AAAA 10::3"])),
        (
            "svc-dual-stack.testns.svc",
            "SRV",
            ("NOERROR", ["SRV 0 50 80 svc-dual-stack.testns.svc.cluster.local."]),
        ),
    ],
)
def test_names_below_svc(name: str, kind: str, wanted: tuple[str, list[str]]) -> None:
    """NODATA where the name exists, NXDOMAIN where it cannot; every empty answer carries the zone's SOA."""
    answer = resolver().answer(f"{name}.{CLUSTER}", kind)
    assert shown(answer) == wanted
    if wanted[0] != "REFUSED":
        assert bool(answer.answer) != bool(answer.authority)


@pytest.mark.parametrize(
    ("mode", "name", "kind", "wanted"),
    [
        ("disabled", "10-240-0-1.podns.pod", "A", NXDOMAIN),
        ("disabled", "podns.pod", "A", NXDOMAIN),
        ("insecure", "10-240-0-1.podns.pod", "A", ("NOERROR", ["A 10.240.0.1"])),
        ("insecure", "10-240-0-1.podns.pod", "AAAA", NODATA),
        ("insecure", "10-240-0-1.podns.pod", "TXT", NODATA),
        ("insecure", "1234-abcd--2.podns.pod", "AAAA", ("NOERROR", ["AAAA 1234:abcd::2"])),
        ("insecure", "1234-abcd--2.podns.pod", "A", NODATA),
        ("insecure", "blah-0-0-1.podns.pod", "A", NXDOMAIN),
        ("insecure", "blah-blah.podns.pod", "AAAA", NXDOMAIN),
        ("insecure", "1-2-3-4-5.podns.pod", "A", NXDOMAIN),
        ("insecure", "10-240-0-1.pod-nons.pod", "A", NXDOMAIN),
        ("insecure", "podns.pod", "A", NODATA),
        ("insecure", "pod-nons.pod", "A", NXDOMAIN),
        ("verified", "10-240-0-1.podns.pod", "A", ("NOERROR", ["A 10.240.0.1"])),
        ("verified", "10-240-0-1.testns.pod", "A", NXDOMAIN),
        ("verified", "10-240-0-2.podns.pod", "A", NXDOMAIN),
        ("verified", "podns.pod", "A", NODATA),
        ("verified", "10-240-0-1.pod-nons.pod", "A", NXDOMAIN),
    ],
)
def test_names_below_pod(mode: str, name: str, kind: str, wanted: tuple[str, list[str]]) -> None:
    """Each mode: none, what spells an address, or what is the address of a pod of that namespace."""
    assert shown(resolver(pods=mode).answer(f"{name}.{CLUSTER}", kind)) == wanted


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("100.0.0.10.in-addr.arpa.", "PTR", ["ep1a.svc1"]),
        ("100.1.168.192.in-addr.arpa.", "PTR", ["svc1"]),
        ("99.0.0.10.in-addr.arpa.", "PTR", ["double-ep.svc1", "double-ep.svc2"]),
        (f"1.{'0.' * 23}d.c.b.a.4.3.2.1.ip6.arpa.", "PTR", ["ep1b.svc1"]),
        (f"A.{'0.' * 20}3.0.0.7.7.0.0.0.0.D.F.IP6.arpa.", "PTR", ["ip6svc1ex.svc1"]),
        (
            "a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.7.7.0.0.0.0.d.f.ip6.arpa.",
            "PTR",
            ["ip6svc1ex.svc1"],
        ),
        (
            "6.a.b.9.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.7.7.0.0.0.0.d.f.ip6.arpa.",
            "PTR",
            ["ip6svc1in.svc1"],
        ),
        ("101.0.0.10.in-addr.arpa.", "PTR", None),
        ("0.0.10.in-addr.arpa.", "PTR", None),
        ("256.0.0.10.in-addr.arpa.", "PTR", None),
        ("x.100.0.0.10.in-addr.arpa.", "PTR", None),
        ("example.org.cluster.local.", "PTR", None),
    ],
)
def test_reverse_names(name: str, kind: str, wanted: list[str] | None) -> None:
    """A cluster IP has one name, an endpoint one for each service; the rest does not exist."""
    answer = resolver("reverse").answer(name, kind)
    if wanted is None:
        assert answer.rcode == "NXDOMAIN"
        assert answer.authority[0].name == (
            "cluster.local." if "cluster" in name else answer.authority[0].name
        )
        return
    found = sorted(str(one.data[0]) for one in answer.answer)
    assert found == [f"{one}.testns.svc.cluster.local." for one in wanted]


def test_other_types_of_reverse_names() -> None:
    """Only PTR is looked up by address; any other type finds that no such service exists."""
    assert resolver("reverse").answer("100.0.0.10.in-addr.arpa.", "A").rcode == "NXDOMAIN"


def test_namespaces_that_are_not_served() -> None:
    """Neither names nor reverse names of other namespaces exist, and the limit holds for pods."""
    limited = resolver(namespaces=frozenset({"testns"}), pods="insecure")
    assert limited.answer("svc1.testns.svc.cluster.local.", "A").rcode == "NOERROR"
    assert limited.answer("svc1.unexposedns.svc.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("unexposedns.svc.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("1-2-3-4.unexposedns.pod.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("1-2-3-4.testns.pod.cluster.local.", "A").rcode == "NOERROR"


def test_several_zones_have_each_their_own_names() -> None:
    """The longest zone answers, names and SOA are of the zone that was asked, reverse names of the first one."""
    made = resolver("reverse", zones=("cluster.local.", "sub.cluster.local.", "k8s.test.", "in-addr.arpa."))
    for zone in ("cluster.local.", "sub.cluster.local.", "k8s.test."):
        assert shown(made.answer(f"svc1.testns.svc.{zone}", "A")) == ("NOERROR", ["A 192.168.1.100"])
        assert made.answer(f"no.testns.svc.{zone}", "A").authority[0].name == zone
    found = made.answer("100.1.168.192.in-addr.arpa.", "PTR").answer[0].data
    assert found == ("svc1.testns.svc.cluster.local.",)


def test_the_case_of_a_question_comes_back() -> None:
    """In owner names and the zone's part of others; labels of services are as the cluster has them."""
    answer = resolver().answer("_http._TCP.SVC1.TestNS.svc.Cluster.LOCAL.", "SRV")
    assert answer.answer[0].name == "_http._TCP.SVC1.TestNS.svc.Cluster.LOCAL."
    assert answer.answer[0].data[3] == "svc1.testns.svc.Cluster.LOCAL."
    missing = resolver().answer("no.testns.svc.CLUSTER.local.", "A").authority[0]
    assert (missing.name, *missing.data[:2]) == (
        "CLUSTER.local.",
        "ns.dns.CLUSTER.local.",
        "hostmaster.CLUSTER.local.",
    )


@pytest.mark.parametrize(("ttl", "soa"), [(0, 0), (5, 5), (300, 300), (301, 300), (3600, 300)])
def test_times_to_live(ttl: int, soa: int) -> None:
    """The option for records, at most 300 for a SOA whose last field is the option again."""
    made = resolver(ttl=ttl)
    assert made.answer("svc1.testns.svc.cluster.local.", "A").answer[0].ttl == ttl
    found = made.answer("no.testns.svc.cluster.local.", "A").authority[0]
    assert (found.ttl, found.data[3:]) == (soa, (7200, 1800, 86400, ttl))
    assert made.answer("dns-version.cluster.local.", "TXT").answer[0].ttl == 28800


@pytest.mark.parametrize(
    ("ip", "hostname", "pod", "named_by_pod", "wanted"),
    [
        ("10.11.12.13", "", "", False, "10-11-12-13"),
        ("10.11.12.13", "epname", "", False, "epname"),
        ("10.11.12.13", "", "hello-abcde", False, "10-11-12-13"),
        ("10.11.12.13", "epname", "hello-abcde", True, "epname"),
        ("10.11.12.13", "", "hello-abcde", True, "hello-abcde"),
        ("fd00::a", "", "", True, "fd00--a"),
        ("fd00::", "", "", False, "fd00--0"),
    ],
)
def test_labels_of_endpoints(ip: str, hostname: str, pod: str, named_by_pod: bool, wanted: str) -> None:
    """A hostname first, then the pod's name if so wished, then the address."""
    assert targets.endpoint_name(index.Address(ip, hostname, pod), pod_names=named_by_pod) == wanted


def dns_services() -> index.Index:
    """A DNS server with an address in three services: one with a cluster IP, a headless one, one of IPv6."""
    known = index.Index()
    known.namespaces = {"kube-system": {}}
    for name, ips, headless in (
        ("dns", ("10.0.0.111",), False),
        ("hdls", (), True),
        ("dns6", ("10::111",), False),
    ):
        known.put_service(index.Service("kube-system", name, ips, headless, "", PORTLESS))
        address = index.Address("10.244.0.20", "", "")
        known.put_slice(f"{name}-1", index.Slice("kube-system", name, (address,), PORTLESS))
    return known


def test_name_servers_are_the_services_in_front() -> None:
    """Each service gives its cluster IPs, a headless one its endpoints; else the server names itself."""
    made = records.Resolver(targets.Options(), dns_services(), ["10.244.0.20"])
    answer = made.answer(CLUSTER, "NS")
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
    assert shown(alone.answer("ns.dns.cluster.local.", "A")) == ("NOERROR", ["A 1.2.3.4"])
    assert shown(alone.answer("ns.dns.cluster.local.", "AAAA")) == ("NOERROR", ["AAAA 1:2::3:4"])
    assert shown(alone.answer("ns.dns.cluster.local.", "SRV")) == NODATA
    assert shown(alone.answer("ns.dns.cluster.local.", "TXT")) == NXDOMAIN
    assert shown(alone.answer(CLUSTER, "NS")) == ("NOERROR", ["NS ns.dns.cluster.local."])
    assert shown(alone.answer(CLUSTER, "ANY")) == NODATA
    assert shown(alone.answer(CLUSTER, "A")) == NODATA


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
        known.put_service(index.Service("kube-system", name, (), False, other, PORTLESS))
    made = records.Resolver(targets.Options(), known, ["10.244.0.20"])

    def ask(name: str) -> records.Answer:
        return made.answer(f"{name}.kube-system.svc.cluster.local.", "A")

    assert [one.type for one in ask("a").answer] == ["CNAME", "CNAME", "A"]
    assert [one.data[0] for one in ask("out").answer] == ["x.kube-system.svc.cluster.local.", "example.org."]
    assert ask("out").chase == "example.org."
    assert shown(ask("gone")) == NODATA
    assert shown(ask("self")) == NODATA
    assert shown(ask("ip")) == NXDOMAIN


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
    old = resolver("ci", wildcards=True, namespaces=only).answer(f"{name}.{CLUSTER}", kind)
    assert len(old.answer) == count
    assert old.rcode == ("NOERROR" if count else "NXDOMAIN")
    assert all(one.data[1] == weight for one in old.answer if kind == "SRV")
    assert resolver("ci", namespaces=only).answer(f"{name}.{CLUSTER}", kind).rcode == "NXDOMAIN"
