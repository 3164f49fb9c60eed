"""Names of the kubernetes plugin beyond the recorded ones (after the tests of coredns plugin/kubernetes)."""

import pytest

from tests.lab.dns import served
from tutor.lab.dns import index, targets


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("svc1.testns.svc", "A", ("NOERROR", ["A 10.0.0.1"])),
        ("svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("svcempty.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svcempty.testns.svc.cluster.local."])),
        ("http.tcp.svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("_HTTP._TCP.svc1.testns.svc", "SRV", ("NOERROR", ["SRV 0 100 80 svc1.testns.svc.cluster.local."])),
        ("_http._udp.svc1.testns.svc", "SRV", served.NXDOMAIN),
        ("_https._tcp.svc1.testns.svc", "SRV", served.NXDOMAIN),
        ("_http._tcp.svc1.testns.svc", "A", ("NOERROR", ["A 10.0.0.1"])),
        ("_http._tcp.external.testns.svc", "SRV", served.NXDOMAIN),
        ("external.testns.svc", "SRV", served.NODATA),
        ("external.testns.svc", "CNAME", ("NOERROR", ["CNAME ext.interwebs.test."])),
        ("external-to-service.testns.svc", "CNAME", ("NOERROR", ["CNAME svc1.testns.svc.cluster.local."])),
        (
            "external-to-service.testns.svc",
            "A",
            ("NOERROR", ["A 10.0.0.1", "CNAME svc1.testns.svc.cluster.local."]),
        ),
        ("external-to-service.testns.svc", "AAAA", served.NODATA),
        ("endpoint.external.testns.svc", "CNAME", served.NXDOMAIN),
        ("endpoint.external.testns.svc", "A", served.NXDOMAIN),
        ("svc1.testns.svc", "CNAME", served.NODATA),
        ("svc1.testns.svc", "MX", served.NODATA),
        ("svc1.testns.svc", "SOA", served.NODATA),
        ("nosuch.testns.svc", "SOA", served.NODATA),
        ("svc1.testns.svc", "NS", served.NODATA),
        ("svc1.testns.svc", "ANY", served.NODATA),
        ("svc1.testns.svc", "TYPE65", served.NODATA),
        ("nosuch.testns.svc", "TYPE65", served.NXDOMAIN),
        ("nosuch.testns.svc", "NS", served.NXDOMAIN),
        ("svc1.testns.svc", "PTR", served.NODATA),
        ("svc1.testns.svc", "AXFR", ("REFUSED", [])),
        ("hdls1.testns.svc", "AAAA", ("NOERROR", ["AAAA 5678:abcd::1", "AAAA 5678:abcd::2"])),
        ("dup-name.hdls1.testns.svc", "A", ("NOERROR", ["A 172.0.0.4", "A 172.0.0.5"])),
        ("DUP-Name.hdls1.testns.svc", "A", ("NOERROR", ["A 172.0.0.4", "A 172.0.0.5"])),
        ("172-0-0-4.hdls1.testns.svc", "A", served.NXDOMAIN),
        ("172-0-0-2.hdls1.testns.svc", "AAAA", served.NODATA),
        ("172-0-0-2.hdls1.testns.svc", "TXT", served.NODATA),
        ("172-0-0-20.hdlsprtls.testns.svc", "A", ("NOERROR", ["A 172.0.0.20"])),
        ("hdlsprtls.testns.svc", "SRV", served.NODATA),
        ("_http._tcp.hdlsprtls.testns.svc", "SRV", served.NXDOMAIN),
        ("a.b.c.svc1.testns.svc", "A", served.NXDOMAIN),
        ("testns.svc", "A", served.NODATA),
        ("nosuch.svc", "A", served.NODATA),
        ("nsnoexist.svc", "A", served.NXDOMAIN),
        ("svc", "AAAA", served.NODATA),
        ("pod", "A", served.NODATA),
        ("node", "A", served.NXDOMAIN),
        ("svc1.testns.node", "A", served.NXDOMAIN),
        ("*.testns.svc", "A", served.NXDOMAIN),
        ("any.testns.svc", "A", served.NXDOMAIN),
        ("svc1.*.svc", "A", served.NXDOMAIN),
        ("dns-version", "A", served.NXDOMAIN),
        ("dns-version", "TXT", ("NOERROR", ["TXT 1.1.0"])),
        ("DNS-Version", "TXT", ("NOERROR", ["TXT 1.1.0"])),
        ("x.dns-version", "TXT", served.NXDOMAIN),
        ("svc-dual-stack.testns.svc", "AAAA", ("NOERROR", ["AAAA 10::3"])),
        (
            "svc-dual-stack.testns.svc",
            "SRV",
            ("NOERROR", ["SRV 0 50 80 svc-dual-stack.testns.svc.cluster.local."]),
        ),
    ],
)
def test_names_below_svc(name: str, kind: str, wanted: tuple[str, list[str]]) -> None:
    """NODATA where the name exists, served.NXDOMAIN where it cannot; every empty answer carries the zone's SOA."""
    answer = served.resolver().answer(f"{name}.{served.CLUSTER}", kind)
    assert served.shown(answer) == wanted
    if wanted[0] != "REFUSED":
        assert bool(answer.answer) != bool(answer.authority)


@pytest.mark.parametrize(
    ("mode", "name", "kind", "wanted"),
    [
        ("disabled", "10-240-0-1.podns.pod", "A", served.NXDOMAIN),
        ("disabled", "podns.pod", "A", served.NXDOMAIN),
        ("insecure", "10-240-0-1.podns.pod", "A", ("NOERROR", ["A 10.240.0.1"])),
        ("insecure", "10-240-0-1.podns.pod", "AAAA", served.NODATA),
        ("insecure", "10-240-0-1.podns.pod", "TXT", served.NODATA),
        ("insecure", "1234-abcd--2.podns.pod", "AAAA", ("NOERROR", ["AAAA 1234:abcd::2"])),
        ("insecure", "1234-abcd--2.podns.pod", "A", served.NODATA),
        ("insecure", "blah-0-0-1.podns.pod", "A", served.NXDOMAIN),
        ("insecure", "blah-blah.podns.pod", "AAAA", served.NXDOMAIN),
        ("insecure", "1-2-3-4-5.podns.pod", "A", served.NXDOMAIN),
        ("insecure", "10-240-0-1.pod-nons.pod", "A", served.NXDOMAIN),
        ("insecure", "podns.pod", "A", served.NODATA),
        ("insecure", "pod-nons.pod", "A", served.NXDOMAIN),
        ("verified", "10-240-0-1.podns.pod", "A", ("NOERROR", ["A 10.240.0.1"])),
        ("verified", "10-240-0-1.testns.pod", "A", served.NXDOMAIN),
        ("verified", "10-240-0-2.podns.pod", "A", served.NXDOMAIN),
        ("verified", "podns.pod", "A", served.NODATA),
        ("verified", "10-240-0-1.pod-nons.pod", "A", served.NXDOMAIN),
    ],
)
def test_names_below_pod(mode: str, name: str, kind: str, wanted: tuple[str, list[str]]) -> None:
    """Each mode: none, what spells an address, or what is the address of a pod of that namespace."""
    assert served.shown(served.resolver(pods=mode).answer(f"{name}.{served.CLUSTER}", kind)) == wanted


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
    answer = served.resolver("reverse").answer(name, kind)
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
    assert served.resolver("reverse").answer("100.0.0.10.in-addr.arpa.", "A").rcode == "NXDOMAIN"


def test_namespaces_that_are_not_served() -> None:
    """Neither names nor reverse names of other namespaces exist, and the limit holds for pods."""
    limited = served.resolver(namespaces=frozenset({"testns"}), pods="insecure")
    assert limited.answer("svc1.testns.svc.cluster.local.", "A").rcode == "NOERROR"
    assert limited.answer("svc1.unexposedns.svc.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("unexposedns.svc.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("1-2-3-4.unexposedns.pod.cluster.local.", "A").rcode == "NXDOMAIN"
    assert limited.answer("1-2-3-4.testns.pod.cluster.local.", "A").rcode == "NOERROR"


def test_several_zones_have_each_their_own_names() -> None:
    """The longest zone answers, names and SOA are of the zone that was asked, reverse names of the first one."""
    made = served.resolver(
        "reverse", zones=("cluster.local.", "sub.cluster.local.", "k8s.test.", "in-addr.arpa.")
    )
    for zone in ("cluster.local.", "sub.cluster.local.", "k8s.test."):
        assert served.shown(made.answer(f"svc1.testns.svc.{zone}", "A")) == ("NOERROR", ["A 192.168.1.100"])
        assert made.answer(f"no.testns.svc.{zone}", "A").authority[0].name == zone
    found = made.answer("100.1.168.192.in-addr.arpa.", "PTR").answer[0].data
    assert found == ("svc1.testns.svc.cluster.local.",)


def test_the_case_of_a_question_comes_back() -> None:
    """In owner names and the zone's part of others; labels of services are as the cluster has them."""
    answer = served.resolver().answer("_http._TCP.SVC1.TestNS.svc.Cluster.LOCAL.", "SRV")
    assert answer.answer[0].name == "_http._TCP.SVC1.TestNS.svc.Cluster.LOCAL."
    assert answer.answer[0].data[3] == "svc1.testns.svc.Cluster.LOCAL."
    missing = served.resolver().answer("no.testns.svc.CLUSTER.local.", "A").authority[0]
    assert (missing.name, *missing.data[:2]) == (
        "CLUSTER.local.",
        "ns.dns.CLUSTER.local.",
        "hostmaster.CLUSTER.local.",
    )


@pytest.mark.parametrize(("ttl", "soa"), [(0, 0), (5, 5), (300, 300), (301, 300), (3600, 300)])
def test_times_to_live(ttl: int, soa: int) -> None:
    """The option for records, at most 300 for a SOA whose last field is the option again."""
    made = served.resolver(ttl=ttl)
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
