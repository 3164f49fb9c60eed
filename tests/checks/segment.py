"""A small cluster for the checks of MetalLB by layer 2: three nodes, two webpods, three Services, a router outside."""

from typing import Any

from tests.checks import worlds
from tutor.checkapi import declare, evidence, testing, verdict
from tutor.checkapi.routing import lanhosts

NODES = {"k8s-m": "192.168.10.10", "k8s-w1": "192.168.10.101", "k8s-w2": "192.168.10.102"}
MACS = {"k8s-m": "08:00:27:00:00:0a", "k8s-w1": "08:00:27:00:00:01", "k8s-w2": "08:00:27:00:00:02"}
VIPS = {"svc1": "192.168.10.200", "svc2": "192.168.10.201", "svc3": "192.168.10.202"}
LEADERS = {"svc1": "k8s-w2", "svc2": "k8s-w1", "svc3": "k8s-w1"}
PODS = {"webpod1": "k8s-w1", "webpod2": "k8s-w2"}
SERVICES = list(VIPS)
RANGE = "192.168.10.200-192.168.10.210"
READY = [{"type": "Ready", "status": "True"}]


def meta(name: str, namespace: str = "default", **more: Any) -> dict[str, Any]:
    """Metadata of an object."""
    return {"name": name, "namespace": namespace, **more}


def part(name: str, component: str, node: str, **changes: Any) -> dict[str, Any]:
    """A pod of MetalLB 0.14."""
    container = {"name": component, "image": f"quay.io/metallb/{component}:v0.14.9", "args": ["--port=7472"]}
    whole = {
        "kind": "Pod",
        "metadata": meta(name, "metallb-system", labels={"app": "metallb", "component": component}),
        "spec": {"nodeName": node, "containers": [container]},
        "status": {"phase": "Running", "conditions": READY},
    }
    return {**whole, **changes}


def webpod(name: str, node: str) -> dict[str, Any]:
    """A whoami pod."""
    return {
        "kind": "Pod",
        "metadata": meta(name, labels={"app": "webpod"}),
        "spec": {"nodeName": node, "containers": [{"name": "container", "image": "traefik/whoami"}]},
        "status": {"phase": "Running", "conditions": READY},
    }


def service(name: str, address: str, **spec: Any) -> dict[str, Any]:
    """A Service of type LoadBalancer; without an address it is still pending."""
    ports = [{"name": "web", "port": 80, "targetPort": 80, "protocol": "TCP", "nodePort": 31000}]
    return {
        "kind": "Service",
        "metadata": meta(name),
        "spec": {"type": "LoadBalancer", "clusterIP": "10.96.9.9", "ports": ports, **spec},
        "status": {"loadBalancer": {"ingress": [{"ip": address}]} if address else {}},
    }


def slice_of(name: str, pods: dict[str, str]) -> dict[str, Any]:
    """A Service's EndpointSlice."""
    return {
        "kind": "EndpointSlice",
        "metadata": meta(f"{name}-abcde", labels={"kubernetes.io/service-name": name}),
        "ports": [{"name": "web", "port": 80}],
        "endpoints": [
            {
                "addresses": [f"172.16.0.{at}"],
                "conditions": {"ready": True},
                "nodeName": node,
                "targetRef": {"name": pod},
            }
            for at, (pod, node) in enumerate(pods.items(), 1)
        ],
    }


def node(name: str) -> dict[str, Any]:
    """A node with its address."""
    return {
        "kind": "Node",
        "metadata": {"name": name},
        "status": {"addresses": [{"type": "InternalIP", "address": NODES[name]}]},
    }


OBJECTS = [
    *(node(name) for name in NODES),
    part("controller-abc", "controller", "k8s-w2"),
    *(part(f"speaker-{name}", "speaker", name) for name in NODES),
    *(webpod(name, where) for name, where in PODS.items()),
    *(service(name, address) for name, address in VIPS.items()),
    *(slice_of(name, PODS) for name in VIPS),
]


def reply(address: str, mac: str) -> str:
    """What arping of iputils prints for one answer; for no MAC, what it prints for none."""
    begin = f"ARPING {address} from 192.168.10.254 enp0s8\n"
    if not mac:
        return f"{begin}Sent 1 probes (1 broadcast(s))\nReceived 0 response(s)\n"
    return f"{begin}Unicast reply from {address} [{mac.upper()}]  0.846ms\nSent 1 probes (1 broadcast(s))\n"


def programs(answers: dict[str, str]) -> dict[str, evidence.Completed]:
    """A router's programs, where the addresses have these MACs."""
    found = {}
    for address, mac in answers.items():
        route = f"{address} dev enp0s8 src 192.168.10.254 uid 0 \\    cache"
        found[f"ip -o route get {address}"] = evidence.Completed(0, route, "")
        asked = evidence.Completed(0 if mac else 1, reply(address, mac), "")
        found[f"arping -I enp0s8 -c 1 -w {lanhosts.SECONDS} {address}"] = asked
    return found


ANSWERS = {VIPS[name]: MACS[leader] for name, leader in LEADERS.items()} | {
    address: MACS[name] for name, address in NODES.items()
}
PAGE = "Hostname: webpod1\nRemoteAddr: 172.16.184.0:41060\nGET / HTTP/1.1\nHost: {}\n"


def world(**changes: Any) -> testing.World:
    """The cluster as the router sees it, with some of its sides replaced."""
    pages = {f"http://{address}:80/": PAGE.format(address) for address in VIPS.values()}
    sides: dict[str, Any] = {"objects": OBJECTS, "programs": programs(ANSWERS), "pages": pages}
    return testing.World(**{**sides, **changes})


def check(name: str) -> declare.Check:
    """A bundled check by name."""
    return worlds.check(name)


def verdicts(
    name: str,
    args: dict[str, Any],
    *records: evidence.CommandRecord,
    host: str = "k8s-rtr",
    **changes: Any,
) -> verdict.Verdict:
    """What the check says, in English; in Korean it must say the same of it."""
    assert check(name).misfits(args) == []
    found = [
        check(name)(world(**changes).evidence(*records, lang=lang, host=host), **args)
        for lang in ("en", "ko")
    ]
    assert (found[0].passed, found[0].credit) == (found[1].passed, found[1].credit)
    assert all(one.expected and one.seen and (one.passed or one.next) for one in found)
    assert found[0].passed or not (set(MACS.values()) & set(found[0].expected.split()))
    return found[0]
