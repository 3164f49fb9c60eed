"""Recorded fixtures of kube-proxy placed in the lab: their node is k8s-w1, all other nodes are k8s-w2.

Their Services and EndpointSlices become objects whose endpoints are whoami's pods; addresses that clients use are
translated, as are the clients: a pod on k8s-w1, k8s-w1 itself, and k8s-pc for the world outside.
"""

import dataclasses
import json
from typing import Any

from tests.lab.proxy import vectors
from tests.lab.wire import asking

NODE, OTHER = "k8s-w1", "k8s-w2"
NODE_IP = "192.168.10.101"
LOCAL, REMOTE = ("local1", "local2", "local3", "local4"), ("remote1", "remote2", "remote3")
CLIENTS = {
    "10.0.0.2": asking.Client(NODE, "client"),
    "192.168.0.2": asking.Client(NODE, source=NODE_IP),
    "127.0.0.1": asking.Client(NODE),
    "203.0.113.2": asking.Client("k8s-pc"),
}
RANGES = {"192.168.0.0/24": "192.168.10.0/24", "203.0.113.0/25": "192.168.20.0/24"}
VIPS, EXTERNALS = "172.21", "172.22"
"""Networks of load balancers' and external addresses, which the router sends to k8s-w1."""


def fits(flow: dict[str, Any]) -> bool:
    """Whether a flow can be placed: IPv4 and TCP, the lab's own settings, and a client that exists."""
    fixture = vectors.load()["fixtures"][flow["fixture"]]
    config = fixture["config"]
    protocols = {port["protocol"] for service in fixture["services"] for port in service["spec"]["ports"]}
    settings = (
        config["ipFamily"] == "IPv4"
        and bool(config["clusterCIDR"])
        and not config["masqueradeAll"]
        and not config["nodePortAddresses"]
        and config["localhostNodePorts"]
    )
    placed = flow["src"] in CLIENTS and flow["result"] != "none"
    return placed and settings and protocols == {"TCP"}


FLOWS = [flow for flow in vectors.load()["flows_1_28"] if fits(flow)]
KEEPING = {
    name
    for name, fixture in vectors.load()["fixtures"].items()
    if any(service["spec"].get("sessionAffinity") == "ClientIP" for service in fixture["services"])
}
"""Fixtures whose clients stay with one endpoint."""
FIXTURES = sorted({flow["fixture"] for flow in FLOWS})


@dataclasses.dataclass
class Fixture:
    """One fixture's objects, its addresses before and after, its endpoints' pods."""

    name: str
    objects: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    statuses: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    addresses: dict[tuple[str, int], tuple[str, str]] = dataclasses.field(default_factory=dict)
    """(Recorded address, recorded port) to (service, what it is: an address, "cluster", "node" or "health")."""
    pods: dict[str, str] = dataclasses.field(default_factory=dict)
    """Recorded endpoint `ip:port` to the pod that stands for it."""


def fixture(name: str, ips: dict[str, str]) -> Fixture:
    """Translate one fixture; `ips` are the pods' addresses by their names."""
    raw, out = vectors.load()["fixtures"][name], Fixture(name)
    for index, service in enumerate(raw["services"]):
        _service(out, service, index)
    for piece in raw["endpointSlices"]:
        _slice(out, piece, ips)
    return out


def _service(out: Fixture, service: dict[str, Any], index: int) -> None:
    called = f"{out.name}-{service['metadata']['name']}"
    spec = {key: value for key, value in service["spec"].items() if key not in ("clusterIP", "selector")}
    spec.pop("healthCheckNodePort", None)
    spec["ports"] = [{key: port[key] for key in ("name", "port", "protocol")} for port in spec["ports"]]
    number = int(out.name.removeprefix("fx"))
    for port in service["spec"]["ports"]:
        out.addresses[(service["spec"]["clusterIP"], port["port"])] = (called, "cluster")
        out.addresses[("192.168.0.2", port.get("nodePort", 0))] = (called, "node")
        for count, _ in enumerate(spec.get("externalIPs", ())):
            placed = f"{EXTERNALS}.{number}.{10 * index + count + 1}"
            out.addresses[(spec["externalIPs"][count], port["port"])] = (called, placed)
        for count, point in enumerate(_ingress(service)):
            out.addresses[(point["ip"], port["port"])] = (called, f"{VIPS}.{number}.{10 * index + count + 1}")
    out.addresses[("192.168.0.2", service["spec"].get("healthCheckNodePort", 0))] = (called, "health")
    for key, base in (("externalIPs", EXTERNALS),):
        if key in spec:
            spec[key] = [f"{base}.{number}.{10 * index + count + 1}" for count, _ in enumerate(spec[key])]
    if "loadBalancerSourceRanges" in spec:
        spec["loadBalancerSourceRanges"] = [RANGES[cidr.strip()] for cidr in spec["loadBalancerSourceRanges"]]
    points = [
        {"ip": f"{VIPS}.{number}.{10 * index + count + 1}"} for count, _ in enumerate(_ingress(service))
    ]
    if points:
        out.statuses[called] = {"loadBalancer": {"ingress": points}}
    meta = {"name": called, "namespace": "wire"}
    out.objects.append({"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec})


def _ingress(service: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = service.get("status", {}).get("loadBalancer", {}).get("ingress", [])
    return found


def _slice(out: Fixture, piece: dict[str, Any], ips: dict[str, str]) -> None:
    called = f"{out.name}-{piece['serviceName']}"
    places = {True: iter(LOCAL), False: iter(REMOTE)}
    endpoints = []
    for endpoint in piece["endpoints"]:
        local = endpoint.get("nodeName") == "test-hostname"
        pod = next(places[local])
        out.pods[f"{endpoint['addresses'][0]}:{piece['ports'][0]['port']}"] = pod
        placed = {**endpoint, "addresses": [ips[pod]]}
        if endpoint.get("nodeName"):
            placed["nodeName"] = NODE if local else OTHER
        endpoints.append({key: value for key, value in placed.items() if value is not None})
    meta = {
        "name": f"{out.name}-{piece['metadata']['name']}",
        "namespace": "wire",
        "labels": {"kubernetes.io/service-name": called},
    }
    ports = [{**port, "port": 80} for port in piece["ports"]]
    out.objects.append(
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": meta,
            "addressType": "IPv4",
            "endpoints": endpoints,
            "ports": ports,
        }
    )


def manifest(objects: list[dict[str, Any]]) -> str:
    """Objects as one List."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})


def pods() -> list[dict[str, Any]]:
    """whoami on both nodes, and a client on k8s-w1."""
    found = []
    for name in (*LOCAL, *REMOTE, "client"):
        image = "nicolaka/netshoot" if name == "client" else "traefik/whoami"
        container: dict[str, Any] = {"name": "main", "image": image}
        if name == "client":
            container["command"] = ["sleep", "infinity"]
        spec = {
            "nodeName": OTHER if name in REMOTE else NODE,
            "containers": [container],
            "terminationGracePeriodSeconds": 0,
        }
        meta = {"name": name, "namespace": "wire", "labels": {"app": name, "role": "whoami"}}
        if name == "client":
            meta["labels"] = {"app": name}
        found.append({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec})
    return found
