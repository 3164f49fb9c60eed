"""How the lab grows: time from apply to working for ever more pods and Services, beside what a line would give."""

import itertools

import yaml

from tests.benchmarks import own, services, table

PODS = (50, 100, 200, 300)
"""Three nodes hold 110 each, as real kubelets do, the cluster's own pods among them."""
SERVICES = (100, 200, 400, 800)
SLACK = 1.5
"""By how much a doubling may cost more than double before it is called worse than linear: start-up costs make small
counts cheap, and a shared machine is noisy."""


def rows() -> list[table.Row]:
    """For each count the seconds, and for each step the cost per piece in relation to the step before."""
    with own.lab() as lab:
        pods = [(count, _pods(lab, count)) for count in PODS]
        lab.out("k8s-m", services.BACKEND)
        made = [(count, _services(lab, count)) for count in SERVICES]
    return [
        *_rows("pods, created to all Ready", pods),
        *_rows("Services, kubectl's create", [(count, one.created) for count, one in made]),
        *_rows("Services, created to working", [(count, one.created + one.later) for count, one in made]),
    ]


def _rows(what: str, points: list[tuple[int, float]]) -> list[table.Row]:
    found = [table.Row(f"{count} {what}", [seconds], "s") for count, seconds in points]
    for (few, before), (more, after) in itertools.pairwise(points):
        ratio = (after / more) / (before / few)
        found.append(table.Row(f"  one of {more} / one of {few}", [ratio], "x", budget=SLACK))
    return found


def _pods(lab: own.Lab, count: int) -> float:
    made = lab.seconds(
        "k8s-m", "kubectl create -f -; kubectl rollout status deployment/grow --timeout=200s", _grown(count)
    )
    lab.out("k8s-m", "kubectl delete deployment grow --cascade=foreground --timeout=200s")
    lab.out("k8s-m", own.wait('[ -z "$(kubectl get pod -l app=grow -o name)" ]', 0.2))
    return made


def _grown(count: int) -> str:
    """A Deployment that the control plane's node takes its share of."""
    labels = {"app": "grow"}
    pod = {
        "containers": [{"name": "pause", "image": "registry.k8s.io/pause:3.10"}],
        "tolerations": [{"operator": "Exists", "effect": "NoSchedule"}],
        "terminationGracePeriodSeconds": 0,
    }
    return yaml.safe_dump(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "grow"},
            "spec": {
                "replicas": count,
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": pod},
            },
        }
    )


def _services(lab: own.Lab, count: int) -> services.Made:
    made = services.make(lab, services.manifests(0, count))
    lab.out("k8s-m", services.CLEAR)
    lab.out("k8s-m", own.wait(f"! timeout 0.05 bash -c ': </dev/tcp/{services.LAST}/80' 2>/dev/null", 0.1))
    return made
