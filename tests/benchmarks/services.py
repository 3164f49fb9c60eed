"""Services: 200 of them at once, a change of one among many, and HTTP through one beside HTTP to a pod itself."""

import yaml

from tests.benchmarks import own, table

COUNT = 200
REQUESTS = 500
ROUNDS = 5
NODES = ("k8s-m", "k8s-w1", "k8s-w2")
BACKEND = """
kubectl create deployment web --image=traefik/whoami --replicas=4
kubectl rollout status deployment/web --timeout=60s
"""


def manifests(first: int, count: int) -> str:
    """That many Services on the deployment, numbered from `first`."""
    return yaml.safe_dump_all(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": f"many{number}", "labels": {"many": "yes"}},
            "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
        }
        for number in range(first, first + count)
    )


def everywhere(service: str) -> str:
    """A script that waits until a Service's address answers on every node, as seen by that node's rules."""
    return own.wait(f"iptables-save -t nat | grep -q 'default/{service}' ")


def rows() -> list[table.Row]:
    """A request is one curl; through the Service and to the pod take turns."""
    many, one, direct, through = [], [], [], []
    with own.lab() as lab:
        lab.out("k8s-m", BACKEND)
        for _ in range(ROUNDS):
            began = own.stamp()
            lab.out("k8s-m", "kubectl create -f - >/dev/null", manifests(0, COUNT))
            many.append(until(lab, f"many{COUNT - 1}") - began)
            began = own.stamp()
            lab.out("k8s-m", "kubectl expose deployment web --name=lonely --port=80")
            one.append(until(lab, "lonely") - began)
            lab.out("k8s-m", "kubectl delete svc lonely; kubectl delete svc -l many=yes >/dev/null")
        lab.out("k8s-m", "kubectl expose deployment web --port=80")
        until(lab, "web")
        for _ in range(ROUNDS):
            pod = "$(kubectl get pod -l app=web -o jsonpath='{.items[0].status.podIP}')"
            service = "$(kubectl get svc web -o jsonpath='{.spec.clusterIP}')"
            direct.append(REQUESTS / lab.seconds("k8s-m", _requests(pod)))
            through.append(REQUESTS / lab.seconds("k8s-m", _requests(service)))
    return [
        table.Row(f"{COUNT} Services, create to rules on every node", many, "s"),
        table.Row(f"one more beside {COUNT}, to rules everywhere", one, "s"),
        table.Row("HTTP to a pod, new connections", direct, "req/s"),
        table.Row("HTTP through its Service", through, "req/s"),
        table.Row(
            "the Service's share of the pod's", [a / b for a, b in zip(through, direct, strict=True)], "x"
        ),
    ]


def until(lab: own.Lab, service: str) -> float:
    """The moment when the last node has the rules."""
    return max(float(lab.out(node, f"{everywhere(service)}; echo $EPOCHREALTIME")) for node in NODES)


def _requests(address: str) -> str:
    # One curl with many transfers, each on a connection of its own: the cost is the path's, not the program's.
    curl = 'curl -s --no-keepalive -H "Connection: close"'
    return f'address={address}; {curl} "http://$address/?[1-{REQUESTS}]" >/dev/null'
