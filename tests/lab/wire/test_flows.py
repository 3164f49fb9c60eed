"""Recorded flows of kube-proxy as real packets: who answers, what address it sees, what is refused and what dropped."""

import json
from typing import Any

import pytest

from tests.lab.wire import asking, placing

pytestmark = [pytest.mark.lab, pytest.mark.vectors]

OWN = {"10.0.2.15", placing.NODE_IP, "172.16.158.0"}
"""The addresses that k8s-w1 lends to what it masquerades: of its cards, and of its end of the tunnel."""


def where(flow: dict[str, Any], placed: placing.Fixture) -> str:
    """The URL that stands for a flow's destination."""
    key = (flow["dst"] if flow["dst"] != "127.0.0.1" else "192.168.0.2", flow["dport"])
    called, kind = placed.addresses[key]
    spec = json.loads(asking.said("k8s-m", f"kubectl -n wire get service {called} -o json"))["spec"]
    port = spec["ports"][0]
    if kind == "cluster":
        return f"http://{spec['clusterIP']}:{port['port']}/"
    if kind in ("node", "health"):
        address = placing.NODE_IP if flow["dst"] != "127.0.0.1" else "127.0.0.1"
        return f"http://{address}:{port['nodePort'] if kind == 'node' else spec['healthCheckNodePort']}/"
    return f"http://{kind}:{port['port']}/"


@pytest.mark.parametrize("flow", placing.FLOWS, ids=lambda flow: str(flow["id"]))
def test_recorded_flows(
    flow: dict[str, Any], fixtures: dict[str, placing.Fixture], ips: dict[str, str]
) -> None:
    """A real connection ends as the recorded one does."""
    placed, client = fixtures[flow["fixture"]], placing.CLIENTS[flow["src"]]
    if "after" in flow:
        asking.said(
            "k8s-m",
            f"kubectl -n wire delete endpointslice -l kubernetes.io/service-name={flow['fixture']}-svc1",
        )
    url = where(flow, placed)
    if flow.get("verdict") == "ACCEPT":
        assert client.script(f"curl -s -m 2 {url}")[0] == 0
        return
    if flow["result"] == "verdict":
        wanted = {"REJECT": asking.REFUSED, "DROP": asking.TIMED_OUT}[flow["verdict"]]
        assert client.ask(url).code == wanted
        return
    pods = {placed.pods[endpoint] for endpoint in flow["endpoints"]}
    kept = flow["fixture"] in placing.KEEPING
    seen = client.ask(url, pods=1 if kept else len(pods))
    assert seen.code == 0
    assert seen.pods <= pods if kept else seen.pods == pods
    assert len(seen.pods) == 1 or not kept
    own = ips[client.pod] if client.pod else {"k8s-pc": "192.168.20.100"}.get(client.host, "")
    if flow["masquerade"] or not own:
        assert seen.sources <= OWN
    else:
        assert seen.sources == {own}
