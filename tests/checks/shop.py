"""A namespace with Services of every kind, for the checks of names."""

from typing import Any

from tests.checks import worlds
from tutor.checkapi import evidence, testing, verdict

ZONE = "svc.cluster.local"
DNS = "10.96.0.10"
COREDNS = "172.16.116.3"
WEB = {"app": "web"}
PORTS = [{"name": "http", "port": 80, "protocol": "TCP"}]


def service(name: str, **spec: Any) -> dict[str, Any]:
    """A Service of the shop."""
    whole = {"type": "ClusterIP", "selector": WEB, "ports": PORTS, **spec}
    return {"kind": "Service", "metadata": worlds.meta(name, "shop"), "spec": whole}


def pod(
    name: str, address: str, *, ready: bool = True, owner: str = "ReplicaSet", **spec: Any
) -> dict[str, Any]:
    """A pod of the shop."""
    return {
        "kind": "Pod",
        "metadata": worlds.meta(name, "shop", labels=WEB, ownerReferences=[{"kind": owner, "name": "x"}]),
        "spec": {"containers": [{"name": "c"}], **spec},
        "status": {"podIP": address, "conditions": [{"type": "Ready", "status": str(ready)}]},
    }


def end(name: str, address: str, *, ready: bool = True, **more: Any) -> dict[str, Any]:
    """An endpoint of a slice."""
    target = {"kind": "Pod", "name": name}
    return {"addresses": [address], "conditions": {"ready": ready}, "targetRef": target, **more}


def part(of: str, *ends: dict[str, Any], namespace: str = "shop") -> dict[str, Any]:
    """A slice of a Service's endpoints."""
    return {
        "kind": "EndpointSlice",
        "metadata": worlds.meta(f"{of}-x", namespace, labels={"kubernetes.io/service-name": of}),
        "endpoints": list(ends),
        "ports": PORTS,
    }


def objects(*, up: bool = True) -> list[dict[str, Any]]:
    """The shop: web-1 and web-2, the second ready if `up`, db-0 of a StatefulSet, and what stands in front of them."""
    webs = [end("web-1", "172.16.1.1"), end("web-2", "172.16.1.2", ready=up)]
    both = [end("web-1", "172.16.1.1"), end("web-2", "172.16.1.2")]
    return [
        {
            "kind": "Service",
            "metadata": worlds.meta("kube-dns"),
            "spec": {"clusterIP": DNS, "clusterIPs": [DNS]},
        },
        part("kube-dns", end("coredns-1", COREDNS), namespace="kube-system"),
        pod("web-1", "172.16.1.1"),
        pod("web-2", "172.16.1.2", ready=up),
        pod("db-0", "172.16.1.9", owner="StatefulSet", hostname="db-0", subdomain="db"),
        service("web", clusterIP="10.96.1.1", clusterIPs=["10.96.1.1"]),
        part("web", *webs),
        service("web-pods", clusterIP="None", clusterIPs=["None"]),
        part("web-pods", *webs),
        service("members", clusterIP="None", publishNotReadyAddresses=True),
        part("members", *both),
        service("nobody", clusterIP="None", selector={"app": "nobody"}),
        part("nobody"),
        service("store", type="ExternalName", externalName=f"web.shop.{ZONE}"),
        service("db", clusterIP="None", selector={"app": "db"}),
        part("db", end("db-0", "172.16.1.9", hostname="db-0")),
    ]


def names(*, up: bool = True) -> dict[tuple[str, str], list[str]]:
    """What CoreDNS answers for the shop."""
    ready = ["172.16.1.1", "172.16.1.2"] if up else ["172.16.1.1"]
    pods = [f"172-16-1-1.{one}.shop.{ZONE}." for one in ("members", "web", "web-pods")]
    return {
        (f"web.shop.{ZONE}", "A"): ["10.96.1.1"],
        (f"web-pods.shop.{ZONE}", "A"): ready,
        (f"members.shop.{ZONE}", "A"): ["172.16.1.1", "172.16.1.2"],
        (f"store.shop.{ZONE}", "CNAME"): [f"web.shop.{ZONE}."],
        (f"db-0.db.shop.{ZONE}", "A"): ["172.16.1.9"],
        (f"_http._tcp.web.shop.{ZONE}", "SRV"): [f"0 100 80 web.shop.{ZONE}."],
        (f"_http._tcp.db.shop.{ZONE}", "SRV"): [f"0 100 80 db-0.db.shop.{ZONE}."],
        ("1.1.96.10.in-addr.arpa", "PTR"): [f"web.shop.{ZONE}."],
        ("1.1.16.172.in-addr.arpa", "PTR"): pods,
    }


def grade(
    name: str, args: dict[str, Any], *records: evidence.CommandRecord, up: bool = True, **changes: Any
) -> verdict.Verdict:
    """What the check says of these records in the shop, the same in both languages."""
    world = testing.World(**{"objects": objects(up=up), "names": names(up=up), **changes})
    check = worlds.check(name)
    assert check.misfits(args) == []
    found = [check(world.evidence(*records, lang=lang), **args) for lang in ("en", "ko")]
    assert found[0].passed is found[1].passed
    assert found[0].credit == found[1].credit
    assert all(one.expected and one.seen and (one.passed or one.next) for one in found)
    return found[0]
