"""A small cluster for the checks of MetalLB by BGP: three nodes, two webpods, two Services, and a router with FRR."""

import json
from typing import Any

from tests.checks import segment, worlds
from tutor.checkapi import evidence, testing, verdict
from tutor.checkapi.routing import frr

VIPS = {"svc1": "172.20.1.1", "svc2": "172.20.1.2"}
NODES = segment.NODES
ROUTER = "192.168.20.254"
SYSTEM = "64512"
TUNNELS = {"k8s-m": "172.16.116.0", "k8s-w1": "172.16.158.0", "k8s-w2": "172.16.184.0"}
PAGE = "Hostname: webpod1\nIP: 172.16.0.1\nRemoteAddr: {}:41060\nGET / HTTP/1.1\nHost: {}\n"


def node(name: str) -> dict[str, Any]:
    """A node with its address, and that of its tunnel."""
    whole = segment.node(name)
    annotations = {"projectcalico.org/IPv4VXLANTunnelAddr": TUNNELS[name]}
    return {**whole, "metadata": {"name": name, "annotations": annotations}}


OBJECTS = [
    *(node(name) for name in NODES),
    *(segment.part(f"speaker-{name}", "speaker", name) for name in NODES),
    *(segment.webpod(name, where) for name, where in segment.PODS.items()),
    *(segment.service(name, address) for name, address in VIPS.items()),
    *(segment.slice_of(name, segment.PODS) for name in VIPS),
]


def neighbours(**states: str) -> str:
    """What FRR says of its neighbours; each stands but those of `states`, by the node's name with _ for -."""
    found = {}
    for name, address in NODES.items():
        state = states.get(name.replace("-", "_"), frr.ESTABLISHED)
        found[address] = {"bgpState": state, "bgpTimerHoldTimeMsecs": 90000}
        if state != frr.ESTABLISHED:
            found[address]["lastNotificationReason"] = "Hold Timer Expired/No Error Subcode"
    return json.dumps(found)


def kernel(*names: str, via: tuple[str, ...] = ()) -> str:
    """The kernel's routes to both Services by these nodes, or by these gateways."""
    hops = [{"gateway": address} for address in via or [NODES[name] for name in names]]
    routes = [{"dst": address, "protocol": "bgp", "nexthops": hops} for address in VIPS.values()]
    return json.dumps(routes if hops else [])


def table(*names: str) -> str:
    """BGP's own table with a path to both Services by each of these nodes."""
    paths = [
        {"bestpath": not at, "multipath": True, "path": SYSTEM, "nexthops": [{"ip": NODES[name]}]}
        for at, name in enumerate(names)
    ]
    return json.dumps({"routes": {f"{address}/32": paths for address in VIPS.values()}})


def programs(**said: str) -> dict[str, evidence.Completed]:
    """The router's programs, where some may say something else: neighbours, kernel, table."""
    every = {
        f"vtysh -c {frr.NEIGHBOURS}": said.get("neighbours", neighbours()),
        f"vtysh -c {frr.TABLE}": said.get("table", table(*NODES)),
        "ip -j route show": said.get("kernel", kernel(*NODES)),
        "ip -j -4 address show": json.dumps([{"addr_info": [{"local": ROUTER}]}]),
    }
    return {line: evidence.Completed(0, text, "") for line, text in every.items()}


def world(**changes: Any) -> testing.World:
    """The cluster as the router sees it, with some of its sides replaced."""
    pages = {f"http://{address}:80/": PAGE.format(TUNNELS["k8s-m"], address) for address in VIPS.values()}
    sides: dict[str, Any] = {"objects": OBJECTS, "programs": programs(), "pages": pages}
    return testing.World(**{**sides, **changes})


def verdicts(
    name: str,
    args: dict[str, Any],
    *records: evidence.CommandRecord,
    host: str = "k8s-rtr",
    **changes: Any,
) -> verdict.Verdict:
    """What the check says, in English; in Korean it must say the same of it."""
    assert worlds.check(name).misfits(args) == []
    found = [
        worlds.check(name)(world(**changes).evidence(*records, lang=lang, host=host), **args)
        for lang in ("en", "ko")
    ]
    assert (found[0].passed, found[0].credit) == (found[1].passed, found[1].credit)
    assert all(one.expected and one.seen and (one.passed or one.next) for one in found)
    return found[0]
