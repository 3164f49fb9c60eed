"""Services on the wire beyond the recorded flows: source addresses, affinity, health checks, connection tracking."""

import json
import re
import time
from typing import Any

import pytest

from tests.lab.wire import asking, placing

pytestmark = pytest.mark.lab


def service(name: str, **spec: Any) -> dict[str, Any]:
    """A Service of the namespace in front of all whoami pods."""
    spec = {
        "selector": {"role": "whoami"},
        "ports": [{"name": "http", "port": 80, "protocol": "TCP"}],
        **spec,
    }
    meta = {"name": name, "namespace": "wire"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}


def made(name: str, **spec: Any) -> dict[str, Any]:
    """Create it, wait for its rules on all nodes; its spec."""
    asking.apply(placing.manifest([service(name, **spec)]))
    found: dict[str, Any] = json.loads(asking.said("k8s-m", f"kubectl -n wire get svc {name} -o json"))[
        "spec"
    ]
    rule = f"wire/{name}:http cluster IP"
    for node in ("k8s-m", "k8s-w1", "k8s-w2"):
        asking.said(
            node,
            f"for i in $(seq 200); do iptables-save -t nat | grep -q '{rule}' && exit; sleep 0.05; done; exit 1",
        )
    return found


def test_between_nodes_the_tunnel_address_is_the_source(ips: dict[str, str]) -> None:
    """From k8s-m to a pod on another node: its end of the tunnel; to the pod's own address, unmasqueraded."""
    for name in ("local1", "remote1"):
        seen = asking.Client("k8s-m").ask(f"http://{ips[name]}/")
        assert seen == asking.Seen(0, frozenset([name]), frozenset(["172.16.116.0"]))


def test_a_node_port_answers_on_every_node_and_every_pod_gets_its_share(ips: dict[str, str]) -> None:
    """From the machine outside, with the node's address as source; what another node's pod sees is the tunnel's."""
    port = made("shared", type="NodePort")["ports"][0]["nodePort"]
    tunnels = {
        "192.168.10.10": "172.16.116.0",
        "192.168.10.101": "172.16.158.0",
        "192.168.10.102": "172.16.184.0",
    }
    pods = {*placing.LOCAL, *placing.REMOTE}
    for address, tunnel in tunnels.items():
        seen = asking.Client("k8s-pc").ask(f"http://{address}:{port}/", pods=len(pods))
        assert seen.pods == pods
        assert tunnel in seen.sources
        assert "192.168.20.100" not in seen.sources


def test_a_client_stays_with_its_pod_until_the_time_is_over(ips: dict[str, str]) -> None:
    """sessionAffinity ClientIP, with a short timeout."""
    affinity = {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 2}}}
    spec = made("faithful", **affinity)
    client, url = asking.Client("k8s-w2"), f"http://{spec['clusterIP']}/"
    first = client.ask(url)
    assert len(first.pods) == 1
    met, deadline = set(first.pods), time.monotonic() + 40
    while len(met) == 1 and time.monotonic() < deadline:
        client.script("sleep 2.5")  # the rule forgets a client only by the clock of the kernel
        met |= client.ask(url).pods
    assert len(met) > 1


def test_the_health_check_port_tells_where_endpoints_are(ips: dict[str, str]) -> None:
    """200 with the count on nodes that have some, 503 elsewhere, as kube-proxy answers."""
    spec = made("healthy", type="LoadBalancer", externalTrafficPolicy="Local")
    wanted = {"k8s-w1": len(placing.LOCAL), "k8s-w2": len(placing.REMOTE), "k8s-m": 0}
    for node, count in wanted.items():
        url = f"http://{node}:{spec['healthCheckNodePort']}/healthz"
        text = asking.said(
            "k8s-pc", f"for i in $(seq 100); do curl -si -m 2 {url} && exit; sleep 0.05; done; exit 1"
        )
        head, _, body = text.replace("\r", "").partition("\n\n")
        assert head.startswith("HTTP/1.1 200 OK" if count else "HTTP/1.1 503 Service Unavailable")
        assert f"X-Load-Balancing-Endpoint-Weight: {count}" in head
        assert json.loads(body) == {
            "service": {"namespace": "wire", "name": "healthy"},
            "localEndpoints": count,
            "serviceProxyHealthy": True,
        }


def test_the_proxy_tells_its_own_health_and_its_metrics(ips: dict[str, str]) -> None:
    """Health on every address, metrics on the loopback only."""
    assert json.loads(asking.said("k8s-pc", "curl -s k8s-w1:10256/healthz"))["nodeEligible"] is True
    assert json.loads(asking.said("k8s-w2", "curl -s localhost:10256/livez"))["healthy"] is True
    assert asking.said("k8s-w1", "curl -s localhost:10249/proxyMode") == "iptables"
    text = asking.said("k8s-w1", "curl -s localhost:10249/metrics")
    assert re.search(
        r'kubeproxy_sync_proxy_rules_iptables_total\{ip_family="IPv4",table="nat"\} \d{2,}', text
    )
    assert asking.run("k8s-pc", "curl -s -m 2 k8s-w1:10249/metrics")[0] == asking.REFUSED


def test_connections_are_tracked_with_both_addresses(ips: dict[str, str]) -> None:
    """conntrack -L shows the service's address on the way out and the pod's on the way back."""
    spec = made("tracked")
    asking.said("k8s-w1", f"curl -s {spec['clusterIP']} > /dev/null")
    lines = asking.said("k8s-w1", f"conntrack -L -p tcp -d {spec['clusterIP']} 2>/dev/null").splitlines()
    assert lines
    backs = {re.findall(r"src=(\S+)", line)[1] for line in lines}
    assert backs <= set(ips.values())


def _udp_service(address: str) -> list[dict[str, Any]]:
    port = {"name": "dns", "port": 53, "protocol": "UDP"}
    meta = {"name": "moving", "namespace": "wire"}
    labels = {"kubernetes.io/service-name": "moving"}
    return [
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"ports": [port]}},
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**meta, "labels": labels},
            "addressType": "IPv4",
            "endpoints": [{"addresses": [address]}],
            "ports": [port],
        },
    ]


def test_udp_clients_follow_to_new_endpoints(ips: dict[str, str]) -> None:
    """A client that keeps its port is not sent to an endpoint that has gone: its entry is forgotten."""
    pods = json.loads(asking.said("k8s-m", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o json"))[
        "items"
    ]
    servers = [pod["status"]["podIP"] for pod in pods]
    seen = []
    for server in servers:
        asking.apply(placing.manifest(_udp_service(server)))
        spec = json.loads(asking.said("k8s-m", "kubectl -n wire get svc moving -o json"))["spec"]
        look = f"conntrack -L -p udp --orig-port-src 5300 -d {spec['clusterIP']} 2>/dev/null"
        ask = (
            f"dig +time=1 +tries=1 -b 0.0.0.0#5300 @{spec['clusterIP']} kubernetes.default.svc.cluster.local"
        )
        good = f"{ask} | grep -q NOERROR && {look} | grep -q 'src={server} '"
        loop = f"for i in $(seq 200); do {good} && exit; sleep 0.05; done; exit 1"
        asking.said("k8s-w2", loop)
        seen.append(asking.said("k8s-w2", look))
    assert len(seen) == len(set(servers))
    assert f"src={servers[0]} " not in seen[-1]
