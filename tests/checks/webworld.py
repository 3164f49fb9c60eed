"""A small cluster for the checks of Services: two web pods behind `websvc`, as the lab has them."""

from typing import Any

from tests.checks import worlds
from tutor.checkapi import evidence, testing, verdict

SERVICE = "10.96.10.20"
ENDS = {"webpod1": ("172.16.158.2", "k8s-w1"), "webpod2": ("172.16.184.2", "k8s-w2")}
NODES = {"k8s-m": "192.168.10.10", "k8s-w1": "192.168.10.101", "k8s-w2": "192.168.10.102"}
TUNNEL = "172.16.116.0"
NODE_PORT = 31000
CHAIN = "KUBE-SVC-BKETDOEIQXV4223K"
SERVICES_RULE = (
    f'-A KUBE-SERVICES -d {SERVICE}/32 -p tcp -m comment --comment "default/websvc cluster IP" '
    f"-m tcp --dport 80 -j {CHAIN}"
)
FIRST = (
    f'-A {CHAIN} -m comment --comment "default/websvc -> 172.16.158.2:80" '
    "-m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-J6YVW63T4XOJKRCF"
)
SECOND = f'-A {CHAIN} -m comment --comment "default/websvc -> 172.16.184.2:80" -j KUBE-SEP-7VVXD7F66BPZU3WH'
MASQ = (
    f"-A {CHAIN} ! -s 172.16.0.0/16 -d {SERVICE}/32 -p tcp "
    '-m comment --comment "default/websvc cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ'
)
DNS = (
    '-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" '
    "-m udp --dport 53 -j KUBE-SVC-TCOU7JCQXEZGVUNU"
)
DNATS = (
    "-A KUBE-SEP-J6YVW63T4XOJKRCF -p tcp -m tcp -j DNAT --to-destination 172.16.158.2:80",
    "-A KUBE-SEP-7VVXD7F66BPZU3WH -p tcp -m tcp -j DNAT --to-destination 172.16.184.2:80",
)
RULES = "\n".join((SERVICES_RULE, DNS, MASQ, FIRST, SECOND, *DNATS))


def pod(name: str, **more: Any) -> dict[str, Any]:
    """A web pod that is ready."""
    address, node = ENDS.get(name, ("172.16.158.9", "k8s-w1"))
    return {
        "kind": "Pod",
        "metadata": worlds.meta(name, "default", labels={"app": "webpod"}),
        "spec": {"nodeName": node, "containers": [{"name": "container"}]},
        "status": {"podIP": address, "conditions": [{"type": "Ready", "status": "True"}]},
        **more,
    }


def node(name: str) -> dict[str, Any]:
    """A node with its addresses."""
    annotations = {"projectcalico.org/IPv4VXLANTunnelAddr": TUNNEL} if name == "k8s-m" else {}
    return {
        "kind": "Node",
        "metadata": {"name": name, "annotations": annotations},
        "status": {"addresses": [{"type": "InternalIP", "address": NODES[name]}]},
    }


def service(**spec: Any) -> dict[str, Any]:
    """The Service websvc."""
    whole = {"clusterIP": SERVICE, "ports": [{"port": 80, "protocol": "TCP"}], **spec}
    return {"kind": "Service", "metadata": worlds.meta("websvc", "default"), "spec": whole, "status": {}}


def slices(*names: str, port: int = 80) -> dict[str, Any]:
    """The EndpointSlice of websvc with these pods."""
    ends = [
        {
            "addresses": [ENDS[name][0]],
            "conditions": {"ready": True},
            "nodeName": ENDS[name][1],
            "targetRef": {"name": name},
        }
        for name in names
    ]
    labels = {"kubernetes.io/service-name": "websvc"}
    return {
        "kind": "EndpointSlice",
        "metadata": worlds.meta("websvc-abcde", "default", labels=labels),
        "ports": [{"name": "", "port": port}],
        "endpoints": ends,
    }


def cluster(svc: dict[str, Any] | None = None, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects: nodes, pods, the Service with both pods; `more` takes the place of the last two kinds."""
    rest = list(more) or [slices("webpod1", "webpod2"), pod("webpod1"), pod("webpod2")]
    return [*map(node, NODES), svc or service(), *rest]


def answer(hostname: str, source: str, host: str) -> str:
    """What whoami says."""
    return (
        f"Hostname: {hostname}\nIP: 127.0.0.1\nRemoteAddr: {source}:40000\nGET / HTTP/1.1\nHost: {host}\n\n"
    )


def judged(
    name: str, args: dict[str, Any], *records: evidence.CommandRecord, **sides: Any
) -> verdict.Verdict:
    """What the check says, the same in both languages; a failing verdict must not tell an endpoint's chain."""
    assert worlds.check(name).misfits(args) == []
    world = testing.World(**{"objects": cluster(), **sides})
    found = [worlds.check(name)(world.evidence(*records, lang=lang), **args) for lang in ("en", "ko")]
    assert found[0].passed is found[1].passed
    for one in found:
        assert one.expected
        assert one.seen
        assert one.passed or one.next
        assert one.passed or "KUBE-SEP-7" not in one.expected + one.seen + one.next
    return found[0]


def done(text: str, code: int = 0) -> evidence.Completed:
    """A program's result."""
    return evidence.Completed(code, text, "")
