"""Rule sets before the real iptables: text that it takes, sets of any size, the form of 1.22, and their mending."""

import json
import time
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.lab import running
from tests.lab.wire import asking, placing
from tutor.lab import launch
from tutor.lab.control import plan
from tutor.lab.proxy import base_rules, config, rules, rules22, ruleset, services

pytestmark = pytest.mark.lab

ADDRESSES = st.integers(1, 250).map("172.16.158.{}".format)
VIPS = st.integers(1, 250).map("192.168.10.{}".format)
PORTS = st.builds(
    services.ServicePort,
    namespace=st.just("ns"),
    service=st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True),
    port_name=st.sampled_from(["", "http", "p-1"]),
    protocol=st.sampled_from(["tcp", "udp"]),
    cluster_ip=st.integers(1, 250).map("10.96.1.{}".format),
    port=st.integers(1, 65535),
    node_port=st.sampled_from([0, 30080, 32767]),
    external_ips=st.lists(VIPS, max_size=2, unique=True).map(tuple),
    load_balancer_ips=st.lists(VIPS, max_size=2, unique=True).map(tuple),
    source_ranges=st.sampled_from([(), ("192.168.0.0/16",), ("10.0.0.0/8", "203.0.113.7/32")]),
    external_local=st.booleans(),
    internal_local=st.booleans(),
    affinity_seconds=st.sampled_from([0, 10800]),
    health_check_node_port=st.sampled_from([0, 31000]),
)
ENDPOINTS = st.lists(
    st.tuples(ADDRESSES, st.booleans(), st.booleans()), max_size=5, unique_by=lambda one: one[0]
)
SETTINGS = config.Config("k8s-w1", placing.NODE_IP, "172.16.0.0/16", local_addresses=(placing.NODE_IP,))


@hypothesis.settings(
    max_examples=20, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(found=st.dictionaries(PORTS, ENDPOINTS, max_size=3), form=st.sampled_from(["1.28", "1.22"]))
def test_iptables_takes_every_rule_set(
    found: dict[services.ServicePort, list[tuple[str, bool, bool]]], form: str, lab: launch.LabHandle
) -> None:
    """iptables-restore --test reads whatever Services there are, on a host without rules of its own."""
    known = {
        port.key: [
            services.Endpoint(ip, f"{ip}:80", local, ready=ready, terminating=not ready)
            for ip, local, ready in sorted(ends)
        ]
        for port, ends in found.items()
    }
    ports = list({port.key: port for port in found}.values())
    wanted = (rules.build if form == "1.28" else rules22.build)(SETTINGS, ports, known)
    base_rules.write_kubelet(wanted, marks_drops=form == "1.22")
    text = ruleset.restore_text(wanted)
    code, said = asking.run("k8s-rtr", f"iptables-restore --test --noflush <<'END'\n{text}END")
    assert code == 0, f"{said}\n{text}"


def _many(count: int) -> list[dict[str, object]]:
    port = {"name": "http", "port": 80, "protocol": "TCP"}
    found: list[dict[str, object]] = []
    for number in range(count):
        meta = {"name": f"s{number:03}", "namespace": "wire-many"}
        labels = {"kubernetes.io/service-name": meta["name"]}
        spec = {"type": "NodePort", "ports": [port]}
        found.append({"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec})
        piece = {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**meta, "labels": labels},
        }
        endpoints = [{"addresses": [f"198.51.100.{end}"]} for end in (1, 2)]
        found.append({**piece, "addressType": "IPv4", "endpoints": endpoints, "ports": [port]})
    return found


def _until_nat(node: str, count: int) -> None:
    rules_of = "iptables-save -t nat | grep -c -- '-A KUBE-SVC-.*wire-many/s.* -> '"
    asking.said(node, f"for i in $(seq 300); do [ $({rules_of}) = {count} ] && exit; sleep 0.1; done; exit 1")


def test_two_hundred_services_are_on_every_node_and_gone_again(ips: dict[str, str]) -> None:
    """More rules than the kernel takes in one message; none of the tries to write them failed."""
    asking.said("k8s-m", "kubectl create namespace wire-many")
    failures = "curl -s localhost:10249/metrics | grep restore_failures_total | grep -v '#'"
    before = {node: asking.said(node, failures) for node in ("k8s-m", "k8s-w1", "k8s-w2")}
    items = _many(200)
    for start in range(0, len(items), 100):
        asking.apply(placing.manifest(items[start : start + 100]))
    for node in before:
        _until_nat(node, 400)
    asking.said("k8s-m", "kubectl delete namespace wire-many --wait=true")
    for node, known in before.items():
        _until_nat(node, 0)
        assert asking.said(node, "iptables-save -t nat | grep -c KUBE-SEP.*wire-many || true") == "0\n"
        assert asking.said(node, failures) == known


@pytest.fixture(scope="module")
def old_form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A lab of its own with the rules of kube-proxy 1.22, and two pods behind a load balancer's address."""
    with running.lab(tmp_path_factory.mktemp("old"), proxy_form=plan.FORMS[1]):
        asking.said("k8s-m", "kubectl create namespace wire")
        asking.apply(placing.manifest(placing.pods()))
        asking.said("k8s-m", "kubectl -n wire wait pod --all --for=condition=Ready --timeout=50s")
        spec = {
            "type": "LoadBalancer",
            "selector": {"role": "whoami"},
            "externalTrafficPolicy": "Local",
            "ports": [{"port": 80, "protocol": "TCP"}],
        }
        meta = {"name": "balanced", "namespace": "wire"}
        asking.apply(json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}))
        status = json.dumps({"status": {"loadBalancer": {"ingress": [{"ip": "172.21.0.1"}]}}})
        asking.said(
            "k8s-m", f"kubectl -n wire patch service balanced --subresource=status --type=merge -p '{status}'"
        )
        asking.said("k8s-pc", "ip route add 172.21.0.0/16 via 192.168.20.254")
        asking.said("k8s-rtr", f"ip route add 172.21.0.0/16 via {placing.NODE_IP}")
        yield


def test_the_old_form_works_and_says_what_it_is(old_form: None) -> None:
    """KUBE-XLB- and KUBE-MARK-DROP are there; the client's address arrives; another form is refused."""
    found = launch.status()
    assert found is not None
    assert found["proxy_form"] == "1.22"
    seen = asking.Client("k8s-pc").ask("http://172.21.0.1/", pods=len(placing.LOCAL))
    assert (seen.pods, seen.sources) == (frozenset(placing.LOCAL), frozenset(["192.168.20.100"]))
    text = asking.said(placing.NODE, "iptables-save")
    assert "-A KUBE-XLB-" in text
    assert "KUBE-EXT-" not in text
    assert "-A KUBE-MARK-DROP -j MARK" in text
    assert "kubernetes firewall for dropping marked packets" in text


def test_rules_that_somebody_deletes_come_back(old_form: None) -> None:
    """Within the period of kube-proxy's own syncs."""
    asking.said(placing.NODE, "iptables -t nat -F KUBE-SERVICES")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if "KUBE-NODEPORTS" in asking.said(placing.NODE, "iptables -t nat -S KUBE-SERVICES; sleep 0.5"):
            return
    pytest.fail("the rules did not come back")
