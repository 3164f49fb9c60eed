"""A namespace `wire` with whoami's pods on two nodes, and the world outside routed to one of them."""

import json
from collections.abc import Iterator

import pytest

from tests.lab.wire import asking, placing
from tutor.lab import launch

NETWORKS = (f"{placing.VIPS}.0.0/16", f"{placing.EXTERNALS}.0.0/16", "10.96.0.0/12")


def _routes(verb: str) -> None:
    for host, way in (("k8s-pc", "192.168.20.254"), ("k8s-rtr", placing.NODE_IP)):
        asking.said(host, "; ".join(f"ip route {verb} {network} via {way}" for network in NETWORKS))


@pytest.fixture(scope="package")
def ips(lab: launch.LabHandle) -> Iterator[dict[str, str]]:
    """The pods' addresses by their names."""
    asking.said("k8s-m", "kubectl create namespace wire")
    _routes("add")
    try:
        asking.apply(placing.manifest(placing.pods()))
        asking.said("k8s-m", "kubectl -n wire wait pod --all --for=condition=Ready --timeout=50s")
        found = json.loads(asking.said("k8s-m", "kubectl -n wire get pods -o json"))
        yield {pod["metadata"]["name"]: pod["status"]["podIP"] for pod in found["items"]}
    finally:
        _routes("del")
        asking.said("k8s-m", "kubectl delete namespace wire --wait=true")


@pytest.fixture(scope="package")
def fixtures(ips: dict[str, str]) -> dict[str, placing.Fixture]:
    """All recorded fixtures that can be placed, placed."""
    made = {name: placing.fixture(name, ips) for name in placing.FIXTURES}
    asking.apply(placing.manifest([obj for one in made.values() for obj in one.objects]))
    statuses = [pair for one in made.values() for pair in one.statuses.items()]
    for called, status in statuses:
        patch = json.dumps({"status": status})
        asking.said(
            "k8s-m", f"kubectl -n wire patch service {called} --subresource=status --type=merge -p '{patch}'"
        )
    _wait_for_rules(sum(_balanced(one) for one in made.values()))
    return made


def _wait_for_rules(addresses: int) -> None:
    """Until the nat table of the node knows so many load balancers' addresses."""
    known = f"iptables-save -t nat | grep -o -E '{placing.VIPS}.[0-9.]+/32' | sort -u | wc -l"
    loop = f"for i in $(seq 200); do [ $({known}) -ge {addresses} ] && exit; sleep 0.05; done; exit 1"
    asking.said(placing.NODE, loop)


def _balanced(one: placing.Fixture) -> int:
    """How many load balancers' addresses must be in the nat table: those of services that have endpoints."""
    usable = {
        obj["metadata"]["labels"]["kubernetes.io/service-name"]
        for obj in one.objects
        if obj["kind"] == "EndpointSlice"
        if any(_usable(endpoint) for endpoint in obj["endpoints"])
    }
    return sum(
        len(status["loadBalancer"]["ingress"]) for name, status in one.statuses.items() if name in usable
    )


def _usable(endpoint: dict[str, object]) -> bool:
    conditions = endpoint.get("conditions") or {}
    assert isinstance(conditions, dict)
    serving = bool(conditions.get("serving") and conditions.get("terminating"))
    return conditions.get("ready") is not False or serving
