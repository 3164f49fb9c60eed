"""Services: 200 of them at once, a change of one among many, and HTTP through one beside HTTP to a pod itself."""

import dataclasses
from collections.abc import Iterator

import yaml

from tests.benchmarks import own, table

COUNT = 200
REQUESTS = 100
ROUNDS = 5
PAIRS = 25
NODES = ("k8s-m", "k8s-w1", "k8s-w2")
LAST = "10.96.200.200"
"""The address of the Service that is made last, known before it is made."""
BACKEND = """
kubectl create deployment web --image=traefik/whoami --replicas=4
kubectl rollout status deployment/web --timeout=60s
"""
ALONE = """
kubectl create deployment alone --image=traefik/whoami
kubectl rollout status deployment/alone --timeout=60s
kubectl expose deployment alone --port=80 --cluster-ip=10.96.200.100
"""


CLEAR = "kubectl delete --raw '/api/v1/namespaces/default/services?labelSelector=many%3Dyes' >/dev/null"
"""One request: `kubectl delete -l` sends one each, and no more than five a second."""


@dataclasses.dataclass(frozen=True)
class Made:
    """Seconds: what kubectl took to create Services, and how much later the last one worked from every node."""

    created: float
    later: float


def manifests(first: int, count: int) -> str:
    """That many Services on the deployment, numbered from `first`; the last one has the address LAST."""
    return yaml.safe_dump_all(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": f"many{number}", "labels": {"many": "yes"}},
            "spec": {
                "selector": {"app": "web"},
                "ports": [{"port": 80}],
                **({"clusterIP": LAST} if number == first + count - 1 else {}),
            },
        }
        for number in range(first, first + count)
    )


def answers(address: str) -> str:
    """A script that returns once a TCP connection to the address is accepted, from when it is told to look.

    Not sooner: what has no rules yet goes the way out of the lab, and gives it work.
    """
    return f"read; until timeout 0.05 bash -c ': </dev/tcp/{address}/80' 2>/dev/null; do :; done"


def make(lab: own.Lab, text: str) -> Made:
    """Create these Services, one of them with the address LAST."""
    with lab.watching(dict.fromkeys(NODES, answers(LAST))) as ended:
        script = "began=$EPOCHREALTIME; kubectl create -f - >&2; echo $began $EPOCHREALTIME"
        began, created = map(float, lab.out("k8s-m", script, text).split())
        return Made(created - began, max(map(own.moment, ended().values())) - created)


def rows() -> list[table.Row]:
    """What 200 cost, what one more costs, and what the rules cost a request."""
    with own.lab() as lab:
        lab.out("k8s-m", BACKEND)
        many, one = [], []
        for _ in range(ROUNDS):
            many.append(make(lab, manifests(0, COUNT)))
            lab.out("k8s-m", f"kubectl delete svc many{COUNT - 1}")
            one.append(make(lab, manifests(COUNT, 1)))
            lab.out("k8s-m", CLEAR)
        lab.out("k8s-m", ALONE)
        turns = list(_turns(lab))
    return [
        table.Row(f"kubectl creates {COUNT} Services", [made.created for made in many], "s"),
        table.Row("from there to the last one answering on every node", [made.later for made in many], "s"),
        table.Row(f"one more beside {COUNT}: created to answering everywhere", [m.later for m in one], "s"),
        table.Row("HTTP to a pod, new connections", [direct for direct, _ in turns], "req/s"),
        table.Row("HTTP through its Service", [through for _, through in turns], "req/s"),
        table.Row("the Service's share of the pod's", [b / a for a, b in turns], "x"),
    ]


def _turns(lab: own.Lab) -> Iterator[tuple[float, float]]:
    """Requests a second: to the only pod of a Service, and through the Service to that same pod, turn by turn."""
    pod = lab.out("k8s-m", "kubectl get pod -l app=alone -o jsonpath='{.items[0].status.podIP}'")
    # One curl with many transfers, each on a connection of its own: the cost is the path's, not the program's.
    curl = f'curl -s --no-keepalive -H "Connection: close" "http://$1/?[1-{REQUESTS}]" >/dev/null'
    ask = f"ask() {{ began=$EPOCHREALTIME; {curl}; echo $began $EPOCHREALTIME; }}"
    turn = f"{{ ask {pod}; ask 10.96.200.100; }}"
    told = lab.out("k8s-m", f"{ask}; {turn} >/dev/null; for n in $(seq {PAIRS}); do {turn}; done").split()
    rates = [REQUESTS / (float(end) - float(start)) for start, end in zip(told[::2], told[1::2], strict=True)]
    return zip(rates[::2], rates[1::2], strict=True)
