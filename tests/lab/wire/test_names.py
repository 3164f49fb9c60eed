"""The lab's DNS on the wire: independent clients agree, recorded answers hold against a running CoreDNS pod."""

import json
import time
from collections.abc import Iterator
from typing import Any

import dns.flags
import dns.rcode
import pytest

from tests.lab.dns import vectors
from tests.lab.wire import asking, names, placing

pytestmark = pytest.mark.lab

QUESTIONS = [
    ("kubernetes.default.svc.cluster.local", "A"),
    ("KUBERNETES.Default.svc.cluster.local", "A"),
    ("kubernetes.default.svc.cluster.local", "AAAA"),
    ("kubernetes.default.svc.cluster.local", "MX"),
    ("_https._tcp.kubernetes.default.svc.cluster.local", "SRV"),
    ("kube-dns.kube-system.svc.cluster.local", "A"),
    ("_dns._udp.kube-dns.kube-system.svc.cluster.local", "SRV"),
    ("_dns-tcp._tcp.kube-dns.kube-system.svc.cluster.local", "SRV"),
    ("10.0.96.10.in-addr.arpa", "PTR"),
    ("1.0.96.10.in-addr.arpa", "PTR"),
    ("9.9.96.10.in-addr.arpa", "PTR"),
    ("10-1-2-3.default.pod.cluster.local", "A"),
    ("nothing.default.svc.cluster.local", "A"),
    ("kubernetes.nowhere.svc.cluster.local", "A"),
    ("default.svc.cluster.local", "A"),
    ("svc.cluster.local", "A"),
    ("cluster.local", "SOA"),
    ("cluster.local", "NS"),
    ("dns-version.cluster.local", "TXT"),
    ("few.wire.svc.cluster.local", "A"),
    ("_http._tcp.few.wire.svc.cluster.local", "SRV"),
    ("first.few.wire.svc.cluster.local", "A"),
    ("1.0.51.198.in-addr.arpa", "PTR"),
    ("many.wire.svc.cluster.local", "A"),
    ("_http._tcp.many.wire.svc.cluster.local", "SRV"),
    ("inside.wire.svc.cluster.local", "A"),
    ("inside.wire.svc.cluster.local", "CNAME"),
    ("outside.wire.svc.cluster.local", "A"),
    ("outside.wire.svc.cluster.local", "AAAA"),
    ("google.com", "A"),
    ("google.com", "TXT"),
    ("www.google.com", "AAAA"),
    ("nothing.invalid", "A"),
]


def _headless(name: str, addresses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    port = {"name": "http", "port": 80, "protocol": "TCP"}
    meta = {"name": name, "namespace": "wire"}
    spec = {"clusterIP": "None", "ports": [port]}
    piece = {"name": f"{name}-1", "namespace": "wire", "labels": {"kubernetes.io/service-name": name}}
    return [
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec},
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": piece,
            "addressType": "IPv4",
            "endpoints": addresses,
            "ports": [port],
        },
    ]


def _alias(name: str, target: str) -> dict[str, Any]:
    spec = {"type": "ExternalName", "externalName": target}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "wire"},
        "spec": spec,
    }


@pytest.fixture(scope="module")
def named(ips: dict[str, str]) -> None:
    """Services without a cluster IP: two endpoints, sixty, and two aliases."""
    few: list[dict[str, Any]] = [
        {"addresses": ["198.51.0.1"], "hostname": "first"},
        {"addresses": ["198.51.0.2"]},
    ]
    many: list[dict[str, Any]] = [{"addresses": [f"198.51.1.{number}"]} for number in range(1, 61)]
    aliases = [_alias("inside", "few.wire.svc.cluster.local"), _alias("outside", "www.google.com")]
    asking.apply(placing.manifest([*_headless("few", few), *_headless("many", many), *aliases]))
    _until_answered("many.wire.svc.cluster.local", names.SERVER)
    _until_answered("outside.wire.svc.cluster.local", names.SERVER)


def _until_answered(name: str, server: str, port: int = 53, *, times: int = 8) -> None:
    """Both servers behind the service know the name: so many answers in a row."""
    good, deadline = 0, time.monotonic() + 20
    while good < times and time.monotonic() < deadline:
        found = names.exchange(name, "A", server=server, port=port)
        good = good + 1 if found.answer or found.flags & dns.flags.TC else 0
    assert good == times


@pytest.mark.parametrize("tool", names.TOOLS, ids=" ".join)
def test_clients_agree(named: None, tool: tuple[str, str]) -> None:
    """dig, kdig and drill read the same answers as dnspython, over UDP and over TCP."""
    theirs = names.told(tool, QUESTIONS)
    ours = [names.asked(name, kind, tcp=tool[1] == "tcp") for name, kind in QUESTIONS]
    for question, one, other in zip(QUESTIONS, theirs, ours, strict=True):
        assert (question, *one) == (question, *other)


def test_answers_are_what_the_cluster_is(named: None) -> None:
    """Of the questions that all agree on, the answers that matter."""
    found = {question: names.asked(*question, tcp=True) for question in QUESTIONS}
    api = ("kubernetes.default.svc.cluster.local.", "A", "10.96.0.1")
    assert found[QUESTIONS[0]] == ("NOERROR", frozenset([api]))
    assert found[("9.9.96.10.in-addr.arpa", "PTR")][0] == "NXDOMAIN"
    assert found[("nothing.default.svc.cluster.local", "A")] == ("NXDOMAIN", frozenset())
    assert found[("kubernetes.default.svc.cluster.local", "AAAA")] == ("NOERROR", frozenset())
    assert len(found[("many.wire.svc.cluster.local", "A")][1]) == 60
    assert {kind for _, kind, _ in found[("outside.wire.svc.cluster.local", "A")][1]} == {"CNAME", "A"}
    assert found[("google.com", "A")][0] == "NOERROR"
    assert found[("nothing.invalid", "A")][0] == "NXDOMAIN"


def test_long_answers_are_cut_by_udp(named: None) -> None:
    """Without EDNS sixty addresses do not fit into 512 octets; the flag says so."""
    cut = names.exchange("many.wire.svc.cluster.local", "A")
    assert cut.flags & dns.flags.TC
    assert sum(map(len, cut.answer)) < 60
    assert sum(map(len, names.exchange("many.wire.svc.cluster.local", "A", tcp=True).answer)) == 60


def test_the_first_query_for_the_internet_is_answered_at_once(named: None) -> None:
    """Whether the machine has a network or not, nobody waits for a resolver that does not answer."""
    for name in ("github.com", "kubernetes.io", "www.naver.com", "docker.io"):
        began = time.monotonic()
        assert names.asked(name, "A", tcp=False)[0] == "NOERROR"
        assert time.monotonic() - began < 2.0


RECORDED = [
    case
    for case in vectors.load()["vectors"]
    if case["fixture"] == "ci" and case["kind"] == "server" and case["config"]["pods"] != "verified"
    # The name servers of a zone are those of the Service in front of a server; this pod has none.
    if case["qtype"] != "NS"
]
FIRST_PORT = 1053


def _configs() -> list[str]:
    """The kubernetes blocks that the recorded cases ask for, one for each port."""
    return list(dict.fromkeys(_block(case["config"]) for case in RECORDED))


def _block(config: dict[str, Any]) -> str:
    lines = [f"pods {config['pods']}", f"ttl {config['ttl']}"]
    if config.get("namespaces_option"):
        lines.append("namespaces " + " ".join(config["namespaces_option"]))
    return f"kubernetes {' '.join(config['zones'])} {{\n" + "\n".join(lines) + "\n}"


def _objects() -> list[dict[str, Any]]:
    """The recorded cluster's Services and EndpointSlices, and a CoreDNS pod with a port for each configuration."""
    fixture = vectors.load()["fixtures"]["ci"]
    out: list[dict[str, Any]] = []
    spaces = sorted({item["namespace"] for item in fixture["services"]} - {"kube-system"})
    out += [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in spaces]
    for item in fixture["services"]:
        spec: dict[str, Any] = {"type": item["type"], "ports": item["ports"]}
        if item["externalName"]:
            spec["externalName"] = item["externalName"]
        else:
            spec["clusterIP"] = item["clusterIPs"][0]
        meta = {"name": item["name"], "namespace": item["namespace"]}
        out.append({"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec})
    for item in fixture["endpoints"]:
        for family in ("IPv4", "IPv6"):
            out += _piece(item, family)
    out = [obj for obj in out if obj["metadata"].get("namespace") != "kube-system"]
    blocks = [f".:{FIRST_PORT + index} {{\nerrors\n{block}\n}}" for index, block in enumerate(_configs())]
    meta = {"name": "recorded", "namespace": "kube-system"}
    out.append(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"Corefile": "\n".join(blocks)}}
    )
    container = {
        "name": "coredns",
        "image": "registry.k8s.io/coredns/coredns:v1.14.2",
        "args": ["-conf", "/etc/coredns/Corefile"],
        "volumeMounts": [{"name": "config", "mountPath": "/etc/coredns"}],
    }
    spec = {
        "serviceAccountName": "coredns",
        "terminationGracePeriodSeconds": 0,
        "containers": [container],
        "volumes": [{"name": "config", "configMap": {"name": "recorded"}}],
    }
    return [*out, {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}]


def _piece(item: dict[str, Any], family: str) -> list[dict[str, Any]]:
    endpoints = [
        {"addresses": [end["ip"]], **({"hostname": end["hostname"]} if end["hostname"] else {})}
        for end in item["addresses"]
        if (":" in end["ip"]) == (family == "IPv6")
    ]
    if not endpoints:
        return []
    meta = {
        "name": f"{item['name']}-{family.lower()}",
        "namespace": item["namespace"],
        "labels": {"kubernetes.io/service-name": item["service"]},
    }
    kind = {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": meta}
    return [{**kind, "addressType": family, "endpoints": endpoints, "ports": item["ports"]}]


@pytest.fixture(scope="module")
def recorded(ips: dict[str, str]) -> Iterator[str]:
    """The address of the pod that serves the recorded cluster."""
    objects = _objects()
    asking.apply(placing.manifest(objects))
    try:
        asking.said("k8s-m", "kubectl -n kube-system wait pod/recorded --for=condition=Ready --timeout=30s")
        pod = json.loads(asking.said("k8s-m", "kubectl -n kube-system get pod recorded -o json"))
        for index in range(len(_configs())):
            address = pod["status"]["podIP"]
            _until_answered("headless-svc.test-1.svc.cluster.local", address, FIRST_PORT + index, times=1)
        yield address
    finally:
        asking.said(
            "k8s-m",
            "kubectl -n kube-system delete pod/recorded configmap/recorded; kubectl delete namespace test-1 test-2",
        )


@pytest.mark.vectors
@pytest.mark.parametrize("case", RECORDED, ids=lambda case: str(case["id"]))
def test_recorded_answers(case: dict[str, Any], recorded: str) -> None:
    """Code and answers of a real cluster, from a CoreDNS pod over UDP."""
    port = FIRST_PORT + _configs().index(_block(case["config"]))
    found = names.exchange(case["qname"], case["qtype"], edns=True, server=recorded, port=port)
    assert dns.rcode.to_text(found.rcode()) == case["rcode"]
    ours = {
        (rrset.name.to_text(), rrset.rdtype.name, rdata.to_text())
        for rrset in found.answer
        for rdata in rrset
    }
    theirs = {(record["name"], record["type"], _data(record)) for record in case["answer"]}
    # Of a SOA only the names were recorded.
    assert {one for one in ours if one[1] != "SOA"} == {one for one in theirs if one[1] != "SOA"}


def _data(record: dict[str, Any]) -> str:
    data = record["data"]
    if isinstance(data, dict):
        return " ".join(map(str, data.values()))
    return f'"{data}"' if record["type"] == "TXT" else str(data)
