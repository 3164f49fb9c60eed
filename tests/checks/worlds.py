"""A small cluster for the checks: CoreDNS as kubeadm sets it up."""

from pathlib import Path
from typing import Any

from tutor.checkapi import declare, discovery, testing, verdict

CHECKS = discovery.discover([Path(__file__).parents[2] / "checks"], entry_points=False)

COREFILE = (
    ".:53 {\n    errors\n    health {\n       lameduck 5s\n    }\n    ready\n    cache 30\n    reload\n}\n"
)
LABELS = {"k8s-app": "kube-dns"}


def meta(name: str, namespace: str = "kube-system", **more: Any) -> dict[str, Any]:
    """Metadata of an object."""
    return {"name": name, "namespace": namespace, **more}


def pod(name: str, address: str, node: str) -> dict[str, Any]:
    """A CoreDNS pod."""
    return {
        "kind": "Pod",
        "metadata": meta(name, labels=LABELS),
        "spec": {"nodeName": node, "containers": [{"name": "coredns"}]},
        "status": {"podIP": address, "conditions": [{"type": "Ready", "status": "True"}]},
    }


OBJECTS = [
    {
        "kind": "Deployment",
        "metadata": meta("coredns", labels=LABELS),
        "spec": {"replicas": 2},
        "status": {
            "readyReplicas": 2,
            "conditions": [{"type": "Available", "status": "False", "reason": "Few"}],
        },
    },
    pod("coredns-7db6d8ff4d-abcde", "172.16.116.3", "k8s-m"),
    pod("coredns-7db6d8ff4d-fghij", "172.16.184.3", "k8s-w2"),
    {"kind": "Service", "metadata": meta("kube-dns", labels=LABELS), "spec": {"clusterIP": "10.96.0.10"}},
    {"kind": "Service", "metadata": meta("kubernetes", "default"), "spec": {"clusterIP": "10.96.0.1"}},
    {"kind": "ConfigMap", "metadata": meta("coredns"), "data": {"Corefile": COREFILE}},
]

NAMES = {("kubernetes.default.svc.cluster.local", "A"): ["10.96.0.1"]}

METRICS = 'coredns_dns_requests_total{server="dns://:53",type="A"} 42\ncoredns_other 1\n'

PAGES = {
    f"http://{address}:{port}": page
    for address in ("172.16.116.3", "172.16.184.3")
    for port, page in (("8080/health", "OK"), ("8181/ready", "OK"), ("9153/metrics", METRICS))
}

LOGS = {
    "coredns-7db6d8ff4d-abcde": "[INFO] Reloading\n[INFO] Reloading complete\n",
    "coredns-7db6d8ff4d-fghij": "[INFO] Reloading\n[INFO] Reloading complete\n",
}


def world(**changes: Any) -> testing.World:
    """The cluster, with some of its sides replaced."""
    sides: dict[str, Any] = {"objects": OBJECTS, "pages": PAGES, "names": NAMES, "logs": LOGS}
    return testing.World(**{**sides, **changes})


def check(name: str) -> declare.Check:
    """A bundled check by name."""
    return CHECKS.checks[name]


def verdicts(
    name: str, args: dict[str, Any], *commands: tuple[str, str] | tuple[str, str, int], **changes: Any
) -> verdict.Verdict:
    """What the check says of these commands (text, output, exit code) in that world; arguments must fit."""
    assert check(name).misfits(args) == []
    records = [testing.ran(*command) for command in commands]
    found = [check(name)(world(**changes).evidence(*records, lang=lang), **args) for lang in ("en", "ko")]
    assert found[0].passed is found[1].passed
    assert all(one.expected and one.seen and (one.passed or one.next) for one in found)
    return found[0]
